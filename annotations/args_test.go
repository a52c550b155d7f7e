package annotations

import (
	"strings"
	"testing"
)

// The code below a directive, which stands on line 3, column 1 or 2.
const (
	onFunc   = "package p\n\n%s\nfunc (n *Net) Mul(x, why int, cfg, opt Config, _ bool) (y, z int, err error) { return }\n"
	onLoop   = "package p\n\nfunc f() { //\n\t%s\n\tfor {\n\t}\n}\n"
	onType   = "package p\n\n%s\ntype Net struct{}\n"
	onReturn = "package p\n\nfunc f() func(int) {\n\t%s\n\treturn func(x int) {}\n}\n"
)

func TestArguments(t *testing.T) {
	for _, test := range []struct {
		code, directive string
		want            []string // without the line
	}{
		// Keys.
		{onFunc, `//flowcept:task ouput=y`, []string{`17: unknown key "ouput" in //flowcept:task (did you mean "output"?) [unknown-key]`}},
		{onFunc, `//flowcept:task   lightwieght`, []string{`19: unknown key "lightwieght" in //flowcept:task (did you mean "lightweight"?) [unknown-key]`}},
		{onFunc, `//flowcept:task Mul`, []string{`17: unknown key "Mul" in //flowcept:task [unknown-key]`}},
		{onFunc, `//flowcept:task Name=a`, []string{`17: unknown key "Name" in //flowcept:task (did you mean "name"?) [unknown-key]`}},
		{onFunc, `//flowcept:task every=2 children persistence`, []string{
			`17: unknown key "every" in //flowcept:task [unknown-key]`,
			`25: unknown key "children" in //flowcept:task [unknown-key]`,
			`34: unknown key "persistence" in //flowcept:task [unknown-key]`}},
		{onFunc, `//flowcept:task meta=1 mata.x=2`, []string{
			`17: unknown key "meta" in //flowcept:task (did you mean "meta.key"?) [unknown-key]`,
			`24: unknown key "mata.x" in //flowcept:task (did you mean "meta.x"?) [unknown-key]`}},
		{onFunc, `//flowcept:tool subtype=a`, []string{`17: unknown key "subtype" in //flowcept:tool [unknown-key]`}},
		{onFunc, `//flowcept:workflow output=y`, []string{`21: unknown key "output" in //flowcept:workflow [unknown-key]`}},
		{onLoop, `//flowcept:loop used=x`, []string{`18: unknown key "used" in //flowcept:loop [unknown-key]`}},
		{onType, `//flowcept:model los=x`, []string{`18: unknown key "los" in //flowcept:model (did you mean "loss"?) [unknown-key]`}},
		{onFunc, `//flowcept:task name=a name=b lightweight lightweight meta.a=1 meta.a=2 meta.b=3`, []string{
			`24: key "name" is repeated in //flowcept:task [repeated-key]`,
			`43: key "lightweight" is repeated in //flowcept:task [repeated-key]`,
			`64: key "meta.a" is repeated in //flowcept:task [repeated-key]`}},

		// Quotes.
		{onFunc, `//flowcept:task name=a "tags=b`, []string{`24: quoted argument of //flowcept:task is malformed [parse]`}},
		{onFunc, `//flowcept:task "name=a"b`, []string{`17: quoted argument of //flowcept:task is malformed [parse]`}},
		{onFunc, "//flowcept:task `name=a b` `tags=c", []string{"28: quoted argument of //flowcept:task is malformed [parse]"}},
		{onFunc, `//flowcept:task tags=a name="my activity" tags=b`, []string{`24: an argument with a space is quoted whole: "name=…" [parse]`}},
		{onFunc, `//flowcept:task meta.a="b c"`, []string{`17: an argument with a space is quoted whole: "meta.a=…" [parse]`}},
		{onFunc, `//flowcept:task name="a"`, []string{`17: an argument is quoted whole: "name=…" [bad-value]`}},
		{onFunc, `//flowcept:task "name=\xff"`, []string{`17: argument of //flowcept:task is not UTF-8 [parse]`}},
		{onFunc, `//flowcept:task =a ""`, []string{
			`17: argument of //flowcept:task has no key [parse]`,
			`20: argument of //flowcept:task has no key [parse]`}},

		// Values that are missing or too many.
		{onFunc, `//flowcept:task output= used= omit name= "tags= "`, []string{
			`17: output= has no value [bad-value]`,
			`25: used= has no value [bad-value]`,
			`31: omit= has no value [bad-value]`,
			`36: name= has no value [bad-value]`,
			`42: tags= has no value [bad-value]`}},
		{onFunc, `//flowcept:task rename inline= handler= group= agent= source_agent= subtype=`, []string{
			`17: rename= has no value [bad-value]`,
			`24: inline= has no value [bad-value]`,
			`32: handler= has no value [bad-value]`,
			`41: group= has no value [bad-value]`,
			`48: agent= has no value [bad-value]`,
			`55: source_agent= has no value [bad-value]`,
			`69: subtype= has no value [bad-value]`}},
		{onFunc, `//flowcept:workflow persistence=on save campaign= args=`, []string{
			`21: persistence takes no value [bad-value]`,
			`36: save= takes "off" only, not "" [bad-value]`,
			`41: campaign= has no value [bad-value]`,
			`51: args= has no value [bad-value]`}},
		{onType, `//flowcept:model children=yes profile= loss=`, []string{
			`18: children takes no value [bad-value]`,
			`31: profile takes no value [bad-value]`,
			`40: loss= has no value [bad-value]`}},
		{onFunc, `//flowcept:task lightweight=true values=deep panics telemetry=maybe`, []string{
			`17: lightweight takes no value [bad-value]`,
			`34: values= takes "shallow" only, not "deep" [bad-value]`,
			`46: panics= takes "observe" only, not "" [bad-value]`,
			`53: telemetry stands alone or is "off", not "maybe" [bad-value]`}},

		// Lists and names.
		{onFunc, `//flowcept:task output=2y,a-b,type,_,_,y,y`, []string{
			`24: "2y" in output= is not a name of letters, digits and underscores [bad-value]`,
			`27: "a-b" in output= is not a name of letters, digits and underscores [bad-value]`,
			`42: two results would be recorded as "y" [name-clash]`}},
		{onFunc, `//flowcept:task output=y,*`, []string{`26: * in output= stands alone [bad-value]`}},
		{onFunc, `//flowcept:task used=x,`, []string{`24: empty name in used= (a list has no spaces) [bad-value]`}},
		{onFunc, `//flowcept:task tags=,,a`, []string{
			`22: empty name in tags= (a list has no spaces) [bad-value]`,
			`23: empty name in tags= (a list has no spaces) [bad-value]`}},
		{onFunc, `//flowcept:task used=x,why,n,cfg.LR,cfg.Opt.Steps`, nil},
		{onFunc, `//flowcept:task used=wy,cgf.LR,_,x.,3`, []string{
			`22: "wy" in used= is no parameter of Net.Mul (did you mean "why"?) [unknown-name]`,
			`25: "cgf" in used= is no parameter of Net.Mul (did you mean "cfg"?) [unknown-name]`,
			`32: "_" in used= is not a Go identifier or selector [bad-value]`,
			`34: "x." in used= is not a Go identifier or selector [bad-value]`,
			`37: "3" in used= is not a Go identifier or selector [bad-value]`}},
		{onFunc, `//flowcept:task used=x,cfg.LR,x,opt.LR`, []string{
			`31: "x" is repeated in used= [duplicate]`,
			`33: "cfg.LR" and "opt.LR" would both be recorded as "LR" [name-clash]`}},
		{onFunc, `//flowcept:task inline=cfg,cfg.LR,y,cfg omit=a,b,a tags=c,c`, []string{
			`28: "cfg.LR" in inline= is not a Go identifier [bad-value]`,
			`35: "y" in inline= is no parameter of Net.Mul [unknown-name]`,
			`37: "cfg" is repeated in inline= [duplicate]`,
			`50: "a" is repeated in omit= [duplicate]`,
			`59: "c" is repeated in tags= [duplicate]`}},
		{onFunc, `//flowcept:workflow args=n,x,z`, []string{`30: "z" in args= is no parameter of Net.Mul [unknown-name]`}},
		{onReturn, `//flowcept:task name=f used=x,y`, []string{`32: "y" in used= is no parameter of the func literal [unknown-name]`}},
		{onReturn, `//flowcept:task used=x nme=f`, []string{
			`2: //flowcept:task needs name=, as no variable names the func literal [name-required]`,
			`25: unknown key "nme" in //flowcept:task (did you mean "name"?) [unknown-key]`}},
		{onReturn, `//flowcept:task name=`, []string{`18: name= has no value [bad-value]`}},
		{onFunc, `//flowcept:task rename=x:a,why,:b,n:,a:b:c`, []string{
			`28: "why" in rename= is not a pair old:new [bad-value]`,
			`32: ":b" in rename= is not a pair old:new [bad-value]`,
			`35: "n:" in rename= is not a pair old:new [bad-value]`,
			`38: "a:b:c" in rename= is not a pair old:new [bad-value]`}},
		{onFunc, `//flowcept:task rename=x:a,batch-size:a,x:b`, []string{
			`28: "x" and "batch-size" would both be recorded as "a" [name-clash]`,
			`41: "x" is renamed twice [duplicate]`}},
		{onFunc, `//flowcept:task handler=mask.All`, nil},
		{onFunc, `//flowcept:task handler=mask()`, []string{`25: "mask()" in handler= is not a Go identifier or selector [bad-value]`}},
		{onType, `//flowcept:model loss=m.func`, []string{`23: "m.func" in loss= is not a Go identifier or selector [bad-value]`}},
		{onFunc, `//flowcept:tool agent=planner used=q`, []string{`36: "q" in used= is no parameter of Net.Mul [unknown-name]`}},

		// Metadata.
		{onFunc, `//flowcept:task meta.=1 meta.a.b=1 meta.$x=1 meta.c meta.d= meta.e-1=ok`, []string{
			`17: "" is no key for metadata: letters, digits, _ and - make one [bad-value]`,
			`25: "a.b" is no key for metadata: letters, digits, _ and - make one [bad-value]`,
			`36: "$x" is no key for metadata: letters, digits, _ and - make one [bad-value]`,
			`46: meta.c= has no value [bad-value]`,
			`53: meta.d= has no value [bad-value]`}},
		{onFunc, `//flowcept:task meta.a=9223372036854775808 meta.b=1e999 meta.c="a"b`, []string{
			`17: value "9223372036854775808" of meta.a= does not fit in 64 bits; in quotes it stays text [bad-value]`,
			`44: value "1e999" of meta.b= does not fit in 64 bits; in quotes it stays text [bad-value]`,
			`57: value "\"a\"b" of meta.c= is not one quoted string [bad-value]`}},

		// Loops.
		{onLoop, `//flowcept:loop every=-1`, []string{`18: every= takes a whole number from 1 on, not "-1" [bad-value]`}},
		{onLoop, `//flowcept:loop every=2147483648`, []string{`18: every= takes a whole number from 1 on, not "2147483648" [bad-value]`}},
		{onLoop, `//flowcept:loop every=ten`, []string{`18: every= takes a whole number from 1 on, not "ten" [bad-value]`}},
		{onLoop, `//flowcept:loop output=*,a.b,_,loss,loss item=a-b`, []string{
			`25: "*" in output= is not a Go identifier [bad-value]`,
			`27: "a.b" in output= is not a Go identifier [bad-value]`,
			`31: "_" in output= is not a Go identifier [bad-value]`,
			`38: "loss" is repeated in output= [duplicate]`,
			`48: "a-b" in item= is not a name of letters, digits and underscores [bad-value]`}},
		{onLoop, `//flowcept:loop "capture=a &&" parent=f(`, []string{
			`18: capture= is not a Go expression: expected operand, found 'EOF' [bad-value]`,
			`33: parent= is not a Go expression: expected ')', found 'EOF' [bad-value]`}},
		{onLoop, `//flowcept:loop capture=a//b parent=a/*b*/`, []string{
			`18: capture= is not a Go expression: it contains a comment [bad-value]`,
			`31: parent= is not a Go expression: it contains a comment [bad-value]`}},
		{onLoop, `//flowcept:loop parent="//run-1" "capture=s == \"/*\""`, nil},
		{onLoop, `//flowcept:loop lightweight telemetry`, []string{`30: lightweight and telemetry exclude each other [conflict]`}},
		{onFunc, `//flowcept:task telemetry lightweight`, []string{`27: lightweight and telemetry exclude each other [conflict]`}},
		{onFunc, `//flowcept:tool lightweight telemetry=off`, nil},

		// Inside quotes, with and without escapes before the piece.
		{onFunc, `//flowcept:task "used=x, wy"`, []string{`26: "wy" in used= is no parameter of Net.Mul (did you mean "why"?) [unknown-name]`}},
		{onFunc, "//flowcept:task `used=x, wy`", []string{`26: "wy" in used= is no parameter of Net.Mul (did you mean "why"?) [unknown-name]`}},
		{onFunc, `//flowcept:task "\u0075s\x65d=x,\u00e9,\"é,wy"`, []string{
			`33: "é" in used= is no parameter of Net.Mul [unknown-name]`,
			`40: "\"é" in used= is not a Go identifier or selector [bad-value]`,
			`45: "wy" in used= is no parameter of Net.Mul (did you mean "why"?) [unknown-name]`}},
	} {
		line := "3:"
		if test.code == onLoop || test.code == onReturn {
			line = "4:"
		}
		var want []string
		for _, w := range test.want {
			want = append(want, line+w)
		}
		wantDiagnostics(t, strings.Replace(test.code, "%s", test.directive, 1), want)
	}
}
