package dask

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/tinylib/msgp/msgp"
)

const deepest = 100

// value decodes msgpack. Maps have text for keys, whatever they were; nil stands for what is of no use here.
func value(b []byte, depth int) (any, []byte, error) {
	if depth > deepest {
		return nil, b, errors.New("msgpack lies too deep")
	}
	switch msgp.NextType(b) {
	case msgp.MapType:
		n, b, err := msgp.ReadMapHeaderBytes(b)
		m := map[string]any{}
		for ; n > 0 && err == nil; n-- {
			var k, v any
			if k, b, err = value(b, depth+1); err == nil {
				v, b, err = value(b, depth+1)
				m[text(k)] = v
			}
		}
		return m, b, err
	case msgp.ArrayType:
		n, b, err := msgp.ReadArrayHeaderBytes(b)
		list := []any{}
		for ; n > 0 && err == nil; n-- {
			var v any
			v, b, err = value(b, depth+1)
			list = append(list, v)
		}
		return list, b, err
	case msgp.BinType, msgp.ExtensionType:
		b, err := msgp.Skip(b)
		return nil, b, err
	}
	return msgp.ReadIntfBytes(b)
}

// text is a key as Python prints it: a key of several parts is a tuple.
func text(key any) string {
	switch k := key.(type) {
	case string:
		return k
	case []any:
		parts := make([]string, len(k))
		for i, p := range k {
			if s, ok := p.(string); ok {
				parts[i] = "'" + s + "'"
			} else {
				parts[i] = text(p)
			}
		}
		if len(parts) == 1 {
			return "(" + parts[0] + ",)"
		}
		return "(" + strings.Join(parts, ", ") + ")"
	case float64:
		s := strconv.FormatFloat(k, 'g', -1, 64)
		if !strings.ContainsAny(s, ".en") {
			s += ".0"
		}
		return s
	}
	return fmt.Sprint(key)
}

// activity is the name of a key's function, as dask.utils.key_split finds it.
func activity(key any) string {
	if parts, ok := key.([]any); ok && len(parts) > 0 {
		key = parts[0]
	}
	words := strings.Split(text(key), "-")
	name := words[0]
	if name == "" || !letters(name[:1]) {
		name, _, _ = strings.Cut(strings.TrimLeft(name, `'("`), ",")
		name = strings.Trim(name, `'()"`)
	}
	for _, word := range words[1:] {
		if !letters(word) || len(word) == 8 && hexadecimal(word) {
			break
		}
		name += "-" + word
	}
	if name == "" {
		return text(key)
	}
	if len(name) == 32 && hexadecimal(name) {
		return "data"
	}
	return name
}

func letters(s string) bool {
	return s != "" && strings.Trim(strings.ToLower(s), "abcdefghijklmnopqrstuvwxyz") == ""
}

func hexadecimal(s string) bool { return strings.Trim(s, "0123456789abcdef") == "" }
