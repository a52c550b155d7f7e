package tensorboard

import (
	"encoding/binary"
	"errors"
	"math"

	"google.golang.org/protobuf/encoding/protowire"
)

// An event is what is read of tensorflow.Event.
type event struct {
	wall   float64
	step   int64
	values []value
}

// A value is what is read of tensorflow.Summary.Value: a scalar, or what HParams says of a session.
type value struct {
	tag     string
	scalar  bool
	tensor  bool // the scalar is one
	number  float64
	hparams *session
}

// A session is what is read of HParams' SessionStartInfo and SessionEndInfo.
type session struct {
	params     map[string]any
	group      string
	start, end float64
	status     int
}

var errEvent = errors.New("a record is no event")

// fields hands out the fields of a message; bytes for those that have a length, a number for the others.
func fields(b []byte, each func(n protowire.Number, t protowire.Type, data []byte, number uint64) error) error {
	for len(b) > 0 {
		n, t, size := protowire.ConsumeTag(b)
		if size < 0 {
			return errEvent
		}
		b = b[size:]
		var data []byte
		var number uint64
		switch t {
		case protowire.VarintType:
			number, size = protowire.ConsumeVarint(b)
		case protowire.Fixed64Type:
			number, size = protowire.ConsumeFixed64(b)
		case protowire.Fixed32Type:
			var v uint32
			v, size = protowire.ConsumeFixed32(b)
			number = uint64(v)
		case protowire.BytesType:
			data, size = protowire.ConsumeBytes(b)
		default:
			size = protowire.ConsumeFieldValue(n, t, b)
		}
		if size < 0 {
			return errEvent
		}
		b = b[size:]
		if err := each(n, t, data, number); err != nil {
			return err
		}
	}
	return nil
}

func parseEvent(b []byte) (e event, err error) {
	err = fields(b, func(n protowire.Number, _ protowire.Type, data []byte, number uint64) error {
		switch n {
		case 1: // wall_time
			e.wall = math.Float64frombits(number)
		case 2: // step
			e.step = int64(number)
		case 5: // summary
			return fields(data, func(n protowire.Number, _ protowire.Type, data []byte, _ uint64) error {
				if n != 1 {
					return nil
				}
				v, err := parseValue(data)
				e.values = append(e.values, v)
				return err
			})
		}
		return nil
	})
	return e, err
}

func parseValue(b []byte) (v value, err error) {
	var plugin string
	var content, tensor []byte
	err = fields(b, func(n protowire.Number, t protowire.Type, data []byte, number uint64) error {
		switch n {
		case 1: // tag
			v.tag = string(data)
		case 2: // simple_value
			if t == protowire.Fixed32Type {
				v.scalar, v.number = true, float64(math.Float32frombits(uint32(number)))
			}
		case 8: // tensor
			tensor = data
		case 9: // metadata
			return fields(data, func(n protowire.Number, _ protowire.Type, data []byte, _ uint64) error {
				if n != 1 { // plugin_data
					return nil
				}
				return fields(data, func(n protowire.Number, _ protowire.Type, data []byte, _ uint64) error {
					switch n {
					case 1:
						plugin = string(data)
					case 2:
						content = data
					}
					return nil
				})
			})
		}
		return nil
	})
	if err != nil {
		return v, err
	}
	switch plugin {
	case "hparams":
		v.scalar = false
		v.hparams, err = parseHParams(content)
	case "scalars":
		if tensor != nil {
			v.number, v.scalar = scalarOf(tensor)
			v.tensor = true
		}
	}
	return v, err
}

// scalarOf is the only element of a tensor of floating-point numbers.
func scalarOf(b []byte) (x float64, ok bool) {
	dtype := uint64(0)
	err := fields(b, func(n protowire.Number, _ protowire.Type, data []byte, number uint64) error {
		switch {
		case n == 1:
			dtype = number
		case n == 4 && dtype == 1 && len(data) == 4, n == 5 && len(data) == 4:
			x, ok = float64(math.Float32frombits(binary.LittleEndian.Uint32(data))), true
		case n == 4 && dtype == 2 && len(data) == 8, n == 6 && len(data) == 8:
			x, ok = math.Float64frombits(binary.LittleEndian.Uint64(data)), true
		case n == 5 && data == nil:
			x, ok = float64(math.Float32frombits(uint32(number))), true
		case n == 6 && data == nil:
			x, ok = math.Float64frombits(number), true
		}
		return nil
	})
	return x, ok && err == nil
}

func parseHParams(b []byte) (*session, error) {
	s := &session{}
	err := fields(b, func(n protowire.Number, _ protowire.Type, data []byte, _ uint64) error {
		switch n {
		case 3: // session_start_info
			s.params = map[string]any{}
			return fields(data, func(n protowire.Number, _ protowire.Type, data []byte, number uint64) error {
				switch n {
				case 1: // hparams
					return parseParam(data, s.params)
				case 4:
					s.group = string(data)
				case 5:
					s.start = math.Float64frombits(number)
				}
				return nil
			})
		case 4: // session_end_info
			return fields(data, func(n protowire.Number, _ protowire.Type, _ []byte, number uint64) error {
				switch n {
				case 1:
					s.status = int(number)
				case 2:
					s.end = math.Float64frombits(number)
				}
				return nil
			})
		}
		return nil
	})
	return s, err
}

// parseParam reads an entry of a map from names to google.protobuf.Value.
func parseParam(b []byte, into map[string]any) error {
	var name string
	var x any
	err := fields(b, func(n protowire.Number, _ protowire.Type, data []byte, _ uint64) error {
		if n == 1 {
			name = string(data)
			return nil
		}
		return fields(data, func(n protowire.Number, _ protowire.Type, data []byte, number uint64) error {
			switch n {
			case 2:
				x = math.Float64frombits(number)
			case 3:
				x = string(data)
			case 4:
				x = number != 0
			}
			return nil
		})
	})
	into[name] = x
	return err
}
