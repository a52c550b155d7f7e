package capture

// The named values of generated code. Each adds one entry to the map that is open: used, or generated after Generated.

// Bool adds v under key.
func (r *Record) Bool(key string, v bool) {
	b := r.room(len(key) + maxHead + 1)
	r.n = len(appendBool(appendString(b, key), v))
	r.fields++
}

// Int adds v under key.
func (r *Record) Int(key string, v int) { r.Int64(key, int64(v)) }

// Int64 adds v under key.
func (r *Record) Int64(key string, v int64) {
	b := r.room(len(key) + maxHead + maxNumber)
	r.n = len(appendInt(appendString(b, key), v))
	r.fields++
}

// Uint64 adds v under key.
func (r *Record) Uint64(key string, v uint64) {
	b := r.room(len(key) + maxHead + maxNumber)
	r.n = len(appendUint(appendString(b, key), v))
	r.fields++
}

// Float64 adds v under key.
func (r *Record) Float64(key string, v float64) {
	b := r.room(len(key) + maxHead + maxNumber)
	r.n = len(appendFloat64(appendString(b, key), v))
	r.fields++
}

// Float32 adds v under key.
func (r *Record) Float32(key string, v float32) {
	b := r.room(len(key) + maxHead + maxNumber)
	r.n = len(appendFloat32(appendString(b, key), v))
	r.fields++
}

// String adds v under key, cut at the limit.
func (r *Record) String(key string, v string) { r.Field(key).String(v) }

// Field adds key; one value must follow.
func (r *Record) Field(key string) *Value {
	b := r.room(len(key) + maxHead)
	r.n = len(appendString(b, key))
	r.fields++
	return (*Value)(r)
}

// Promote sets a field of the record itself, which a parameter of the function names. An empty text sets nothing.
func (r *Record) Promote(field Extra, text string) {
	if text != "" && r.wf != nil {
		r.extra(field, text)
	}
}
