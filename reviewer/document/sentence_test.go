package document

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// sentenceCases hold prose with a bar where a sentence ends and the next starts.
var sentenceCases = []string{
	// plain ends
	"The host sends a packet.|The router drops it.",
	"Does it answer?|It does not!|So it is.",
	"One sentence only",
	"It ends here.",
	"Wait...|Then go on.",
	"He said \"stop.\"|She went on.",
	"(This is an aside.)|The text goes on.",
	"It is \"open\" (see above).|It stays so.",
	"The value is 'true'.|Nothing else is.",
	"This is *important.*|Read it.",
	"This is _so._|Read it.",
	"It was “closed.”|It opened.",
	"The end.|\"A quotation\" starts here.",
	"The end.|(An aside starts here.)",
	"The end.|[A note starts here.]",
	"The end.|“Quoted” words follow.",
	"It failed.|42 hosts were lost.",
	"The rate fell in 2010.|5 of them left.",
	"The name ends in .example and not in .test.|Both are reserved.",
	"See https://www.example.com/a.b.|It is public.",
	"Use port 80.|Use no other.",
	"End of list etc.|The rest follows.",

	// no ends
	"Some data, e.g., addresses, are sent.",
	"Some data (e.g. Addresses) are sent.",
	"The peer, i.e. Alice, waits.",
	"The peer, i.e., Alice, waits.",
	"The peer (i. e. Alice) waits.",
	"Names, numbers, etc. are kept.",
	"As Doe et al. [X] write, it leaks.",
	"See Doe et al., who disagree.",
	"See Fig. 3 and Figs. 4 and 5.",
	"See Sec. 4 of the text.",
	"See Sect. 4 and Eq. (3) below.",
	"See vol. 3, pp. 5-9, and ch. 2.",
	"It is No. 5 of them.",
	"The dump of Oct. 20 is lost.",
	"Use IPv4 vs. IPv6 here.",
	"About approx. 5 hosts, cf. RFC 1, were seen.",
	"Dr. Doe and Prof. Roe met Mrs. Poe.",
	"Example Inc. and Example Corp. agree.",
	"The U.S. Government asked.",
	"The text of J. Doe and R. T. Roe is kept.",
	"Thanks to A. Doe, B. Roe, and C. D. Poe.",
	"Write to P.O. Box 5 in town.",
	"At 5 a.m. local time it starts.",
	"TLS 1.3 replaces TLS 1.2 everywhere.",
	"It is defined in [RFC 7258] and Section 3.1.2 of it.",
	"The file is named a.b.c here.",
	"What is \"why?\" worth to it?",
	"The sign != means not equal.",
	"It has a dot . in the middle.",
	"Is it so (really?) or not.",
	"Yes! it said, and left.",

	// ends after what looks like an abbreviation
	"It is defined in Section 3.1.|The rest is not.",
	"It is defined in Section 3.|It is short.",
	"It is set out in [RFC 7258].|Read it.",
	"It is set out in Appendix A.|Read it.",
	"The packet goes to node B.|Node C sees it.",
	"It names Alice, Bob, etc.|The others are left out.",
	"It was found by Doe et al.|The proof is long.",
	"This happens in the U.S.|It happens elsewhere too.",
	"The answer is no.|There is no other.",
	"We use TLS 1.3.|It is new.",
	"It follows IEEE 802.1.|Ports are blocked.",
	"It is host C.|Host D is down.",

	// lists inside prose, and items
	"1. Open the file.",
	"1. Open the file.|Then close it.",
	"a. Open the file.|Close it.",
	"(1) Open the file.|Close it.",
	"There are two steps: 1. Open.|2. Close.",
	"There are two steps: a. Open.|b. Close.",
	"o Send it.|Wait.",
	"R3.1.12. The hub must not be shut.|It is open.",
	"REQ-4. The hub must not be shut.",
	"3.1. The hub must not be shut.",
	"2010. That was the year.",
	"* Send it.|Wait.",

	// identifiers
	"It ends.|iSCSI hosts do not.",
	"It ends. ordinary words do not start one.",
	"The .NET runtime is one.|Java is another.",
}

func TestSentences(t *testing.T) {
	for _, test := range sentenceCases {
		t.Run(test, func(t *testing.T) {
			want := strings.Split(test, "|")
			text := []byte("before\n" + strings.Join(want, " ") + "\nafter")
			span := Span{7, len(text) - 6}
			var got []string
			for _, s := range appendSentences(nil, text, span, 3) {
				if s.Block != 3 {
					t.Errorf("block %d, want 3", s.Block)
				}
				got = append(got, string(text[s.Text.Start:s.Text.End]))
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestSentencesOfNothing(t *testing.T) {
	for _, text := range []string{"", " ", "  \n "} {
		if got := appendSentences(nil, []byte(text), Span{0, len(text)}, 0); len(got) != 0 {
			t.Errorf("%q: %v, want none", text, got)
		}
	}
	for _, text := range []string{".", "...", "?!", ". . . .", "\"", "A."} {
		if got := appendSentences(nil, []byte(text), Span{0, len(text)}, 0); len(got) != 1 {
			t.Errorf("%q: %v, want one", text, got)
		}
	}
}
