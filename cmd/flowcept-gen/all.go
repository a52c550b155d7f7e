package main

import (
	"errors"
	"flag"
	"regexp"
	"strings"
)

// defineAll defines the flags that say what is instrumented without a directive.
func (f *flags) defineAll(fs *flag.FlagSet) {
	fs.BoolVar(&f.all, "all", false, "")
	fs.BoolVar(&f.tests, "tests", false, "")
	fs.Func("o", "", func(text string) error {
		if f.out = text; text == "" {
			return errors.New("it names no directory")
		}
		return nil
	})
	fs.Func("with", "", func(text string) error {
		f.with = append(f.with, strings.Split(text, ",")...)
		return nil
	})
	fs.Func("func", "", func(text string) (err error) {
		f.match, err = regexp.Compile(text)
		return err
	})
}

func (f *flags) checkAll() error {
	switch {
	case f.all:
		return nil
	case f.match != nil:
		return errors.New("-func needs -all")
	case f.tests:
		return errors.New("-tests needs -all")
	}
	return nil
}
