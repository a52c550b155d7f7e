package host

import "math"

// Field is one named number of a reading: a count (Int) or, where Fraction is
// set, a measure (Float).
type Field struct {
	Key      string
	Int      uint64
	Float    float64
	Fraction bool
}

func count(key string, n uint64) Field { return Field{Key: key, Int: n} }

func measure(key string, x float64) Field { return Field{Key: key, Float: x, Fraction: true} }

// Value returns the field's number as uint64 or float64.
func (f Field) Value() any {
	if f.Fraction {
		return f.Float
	}
	return f.Int
}

// Named is the reading of one of several like things: a disk, a network interface.
type Named struct {
	Name   string
	Fields []Field
}

// Sum adds up the fields of all the things, key by key; they have the same keys
// in the same order. It returns nil for no things.
func Sum(dst []Field, things []Named) []Field {
	for i, t := range things {
		if i == 0 {
			dst = append(dst[:0], t.Fields...)
			continue
		}
		for j := range dst {
			dst[j].Int += t.Fields[j].Int
			dst[j].Float += t.Fields[j].Float
		}
	}
	if len(things) == 0 {
		return nil
	}
	return dst
}

// percent is part of whole in percent, to one decimal as psutil rounds it; 0 of nothing.
func percent(part, whole uint64) float64 {
	if whole == 0 {
		return 0
	}
	return Round(float64(part) / float64(whole) * 100)
}

// Round rounds to one decimal, as psutil does with every percentage but memory_percent.
func Round(x float64) float64 { return math.RoundToEven(x*10) / 10 }
