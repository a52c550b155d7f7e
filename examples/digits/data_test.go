package main

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"math"
	"strings"
	"testing"
	"testing/fstest"
)

const dataFile = "data/digits.csv.gz"

func loadDigits(t *testing.T) *Dataset {
	t.Helper()
	data, err := load(files, dataFile)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestDataFileIsTheDescribedOne(t *testing.T) {
	file, err := files.ReadFile(dataFile)
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(file)
	const want = "09f66e6debdee2cd2b5ae59e0d6abbb73fc2b0e0185d2e1957e9ebb51e23aa22" // as data/README.md says
	if got := hex.EncodeToString(sum[:]); got != want {
		t.Errorf("SHA-256 of %s: got %s, want %s", dataFile, got, want)
	}
}

func TestLoad(t *testing.T) {
	data := loadDigits(t)
	rows, cols := data.Images.Dims()
	if rows != 1797 || cols != 64 || data.Len() != 1797 {
		t.Fatalf("got %d×%d images and %d labels, want 1797×64 and 1797", rows, cols, data.Len())
	}
	for row := range rows {
		for col, v := range data.Images.RawRowView(row) {
			if p := v * 16; p < 0 || p > 16 || p != math.Trunc(p) {
				t.Fatalf("pixel %d of image %d: got %g sixteenths, want an integer from 0 to 16", col, row, p)
			}
		}
	}
	var got [classes]int
	for _, label := range data.Labels {
		got[label]++
	}
	if want := [classes]int{178, 182, 177, 183, 181, 182, 181, 179, 174, 180}; got != want {
		t.Errorf("images of each digit: got %v, want %v", got, want)
	}
}

func TestLoadRejectsDamagedFiles(t *testing.T) {
	good := strings.Repeat("7,", pixels) + "3\n"
	for _, test := range []struct{ name, content, want string }{
		{"short line", good + "1,2,3\n", "line 2: wrong number of fields"},
		{"pixel too large", good + "17" + good[1:], `line 2: pixel "17" is not an integer from 0 to 16`},
		{"negative pixel", "-" + good, `line 1: pixel "-7" is not an integer from 0 to 16`},
		{"not a number", "x" + good, `line 1: pixel "x7" is not an integer from 0 to 16`},
		{"no such digit", strings.TrimSuffix(good, "3\n") + "10\n", `line 1: digit "10" is not an integer from 0 to 9`},
		{"empty", "", "no images"},
	} {
		fsys := fstest.MapFS{"d.gz": {Data: zip(t, test.content)}}
		if _, err := load(fsys, "d.gz"); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: got error %v, want one with %q", test.name, err, test.want)
		}
	}

	zipped := zip(t, good)
	for name, fsys := range map[string]fstest.MapFS{
		"missing":   {},
		"not gzip":  {"d.gz": {Data: []byte(good)}},
		"truncated": {"d.gz": {Data: zipped[:len(zipped)-4]}},
	} {
		if _, err := load(fsys, "d.gz"); err == nil || !strings.Contains(err.Error(), "d.gz") {
			t.Errorf("%s: got error %v, want one that names d.gz", name, err)
		}
	}
}

func zip(t *testing.T, content string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write([]byte(content)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
