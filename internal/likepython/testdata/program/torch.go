package main

// A batch is a matrix, row by row.
type batch struct {
	rows, cols int
	data       []float32
}

func (b *batch) Dims() (rows, cols int) { return b.rows, b.cols }

func (b *batch) At(row, col int) float32 { return b.data[row*b.cols+col] }

//flowcept:model
type Linear struct {
	weights [][]float32
	bias    []float32
}

func (l *Linear) Forward(tensor *batch) *batch {
	out := &batch{tensor.rows, len(l.weights), make([]float32, tensor.rows*len(l.weights))}
	for i := range out.data {
		row, col := i/out.cols, i%out.cols
		out.data[i] = l.bias[col]
		for j, w := range l.weights[col] {
			out.data[i] += w * tensor.At(row, j)
		}
	}
	return out
}

//flowcept:model children profile
type MyNet struct{ fc Linear }

func (n *MyNet) Forward(tensor *batch) *batch { return n.fc.Forward(tensor) }

//flowcept:workflow name=torch_wf
func torch() {
	net := &MyNet{Linear{[][]float32{make([]float32, 10)}, make([]float32, 1)}}
	x := &batch{100, 10, make([]float32, 1000)}
	for range 3 {
		net.Forward(x)
	}
}
