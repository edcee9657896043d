package render

import (
	"slices"
	"strings"
	"testing"
)

func TestClean(t *testing.T) {
	for in, want := range map[string]string{
		"plain":                              "plain",
		"tab\tand\nline":                     "tab and line",
		"\x1b[31mred\x07":                    "[31mred",
		"c1 \u009b31m \u0085":                "c1 31m  ",
		"bidi \u202eabc\u202c\u2066\u2069":   "bidi abc",
		"zero\u200bwidth\ufeff":              "zerowidth",
		"tags \U000E0041":                    "tags ",
		"bad \xff\xfe":                       "bad ",
		"می\u200cخواهم":                      "می\u200cخواهم", // the joiner is part of how Persian is written
		"naïve café 日本語":                     "naïve café 日本語",
		"sep\u2028a\u2029b":                  "sep a b",
		"\U0001F468\u200d\U0001F469 \u2764️": "\U0001F468\u200d\U0001F469 \u2764️",
	} {
		if got := clean(in); got != want {
			t.Errorf("clean(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestCells(t *testing.T) {
	for in, want := range map[string]int{"": 0, "abc": 3, "é": 1, "e\u0301": 1, "日本": 4, "ab한": 4, "\U0001F600": 2, "ｆ": 2} {
		if got := cells(in); got != want {
			t.Errorf("cells(%q) = %d, want %d", in, got, want)
		}
	}
}

func TestWrap(t *testing.T) {
	for _, c := range []struct {
		text  string
		width int
		want  []string
	}{
		{"", 10, []string{""}},
		{"one two three", 7, []string{"one two", "three"}},
		{"  one   two ", 80, []string{"one two"}},
		{"abcdefghij", 4, []string{"abcd", "efgh", "ij"}},
		{"a bcdefghij k", 4, []string{"a", "bcde", "fghi", "j k"}},
		{"日本語 日本", 5, []string{"日本", "語", "日本"}},
	} {
		got := wrap(c.text, c.width)
		if !slices.Equal(got, c.want) {
			t.Errorf("wrap(%q, %d) = %q, want %q", c.text, c.width, got, c.want)
		}
	}
}

func TestInline(t *testing.T) {
	zw := zeroWidth
	for in, want := range map[string]string{
		"Plain words, with a full stop.": "Plain words, with a full stop.",
		"draft-ietf-tls-esni-18":         "draft-ietf-tls-esni-18",
		"*a* _b_ `c` [d](e)":             "\\*a\\* \\_b\\_ \\`c\\` \\[d\\](e)",
		"<b> & &amp;":                    "\\<b\\> \\& \\&amp;",
		"@team":                          "@" + zw + "team",
		"#12 # 12":                       "\\#" + zw + "12 \\# 12",
		"GH-12 gh-x":                     "GH-" + zw + "12 gh-" + zw + "x",
		"https://x.example":              "https:" + zw + "//x.example",
		"WWW.x":                          "WWW." + zw + "x",
		"1. list":                        "1\\. list",
		"12) list":                       "12\\) list",
		"- list":                         "\\- list",
		"+ list":                         "\\+ list",
		"a - b + c 1. 2)":                "a - b + c 1. 2)",
		"100% of 5%x":                    "100% of 5%" + zw + "x",
		"two\nlines":                     "two lines",
	} {
		if got := inline(in); got != want {
			t.Errorf("inline(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestCode(t *testing.T) {
	for in, want := range map[string]string{
		"a":       "`a`",
		"a`b":     "``a`b``",
		"`a``b":   "``` `a``b ```",
		"":        "",
		"a\n@b":   "`a @b`",
		"x\u202e": "`x`",
	} {
		if got := code(in); got != want {
			t.Errorf("code(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestFence(t *testing.T) {
	got := fence([]row{{9, []run{{"a ````` b ", false}, {"c", true}}}, {10, []run{{strings.Repeat("x", 100), false}}}})
	if !strings.HasPrefix(got, "``````text\n 9 | a ````` b c\n   |           ^\n10 | xxx") || !strings.HasSuffix(got, "\n``````\n") {
		t.Errorf("fence:\n%s", got)
	}
	for _, l := range strings.Split(got, "\n") {
		if cells(l) > markdownWidth {
			t.Errorf("a line has %d columns", cells(l))
		}
	}
}
