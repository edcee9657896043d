package assess

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/rightsreview/rightsreview/reviewer/catalogue"
	"github.com/rightsreview/rightsreview/reviewer/document"
)

// maxProse is the longest reason or question that is kept, in bytes.
const maxProse = 400

// What a reader's program could make a link, a mention or a picture of, or run, and names of files. Of signs only those stay that
// prose needs.
var (
	link    = regexp.MustCompile(`(?i)\b[a-z][a-z0-9+.-]*:/+\S*|\b(javascript|data|mailto|file|vbscript):\S*|\S+[@＠]\S+\.\S+`)
	domain  = regexp.MustCompile(`(?i)\b(?:[\p{L}\p{N}_-]+[.。．])+[\p{L}-]{2,}\b(?:[:/?#]\S*)?`)
	path    = regexp.MustCompile(`(?:^|\s)[~.]{0,2}/\S+|\b[\p{L}\p{N}_.-]+(?:/[\p{L}\p{N}_.-]+){2,}\S*`)
	tag     = regexp.MustCompile(`<[^<>]*>`)
	mention = regexp.MustCompile(`[@＠][\p{L}\p{N}_/-]*|\bGH-\d+`)
	markup  = regexp.MustCompile(`[^\p{L}\p{M}\p{Nd} .,;:?'’()/…–—-]+|:{2,}`)
)

// prose makes a model's text about a passage fit to be shown: on one line, without links, mentions, markup and characters that
// cannot be seen, and not long. Text that cannot be the model's own view of the passage is dropped and counted: see plain and
// strange. What is left may still be untrue, in plain words: it is shown as a model's, and can be left out.
func (w *work) prose(text, passage string, rule catalogue.Rule) string {
	text = strings.Map(printable, strings.ToValidUTF8(text, ""))
	for _, r := range []*regexp.Regexp{tag, link, path, domain, mention, markup} {
		text = r.ReplaceAllString(text, " ")
	}
	text = fold(text)
	known := rule.Title + " " + rule.Message + " " + rule.Question
	if !addressed.MatchString(passage) {
		known += " " + passage
	}
	if text == "" {
		return ""
	}
	shown, enough := plain(text, wordSet(known))
	if !enough || w.strange(text, known) {
		w.ledger.Dropped++
		return ""
	}
	return cut(shown, maxProse)
}

// printable gives a space for white space and nothing for what cannot be seen.
func printable(r rune) rune {
	switch {
	case unicode.IsSpace(r):
		return ' '
	case unicode.IsControl(r), unicode.In(r, unicode.Cf, unicode.Co, unicode.Cs), unicode.Is(unicode.Variation_Selector, r):
		return -1
	}
	return r
}

// strange reports whether prose says what a reason may not say: it cites law or documents that the catalogue does not have, it
// names somebody or something that the passage and the rule do not name, it speaks of reviews instead of the draft, or it is words
// from elsewhere in the draft.
func (w *work) strange(text, known string) bool {
	words := wordSet(known)
	return w.citesUnknown(text) || names(text, words) || speaksOfReviews(text, words) || w.copied(text, known)
}

var cited = regexp.MustCompile(`(?i)\b(RFC|BCP|STD|ISO|IEC|UDHR|ICCPR|ICESCR|CRC|CRPD|CEDAW|UNDRIP|ECHR|GDPR|CFREU|ACHR)s?[\s-]*(?:article\s*)?([0-9]*)` +
	`|\b(articles?|§|sections?|clauses?|paragraphs?)\s*[0-9]+|§|\bdraft-[a-z0-9]|\bCVE-` +
	`|\b(directive|regulation|statute|treaty|convention|act|law)s? [0-9(]` +
	`|\b(by|under|against|violates?|breaks?|breach(?:es)?)\s(?:\S+\s){0,3}(laws?|statutes?|treat(?:y|ies)|constitutions?)\b|\b(illegal|unlawful)(?:ly)?\b` +
	`|(?-i:\b\p{Lu}\S*\s(?:of\s|on\s|the\s)*(?:Act|Directive|Regulation|Convention|Treaty|Covenant|Charter|Law|Declaration|Constitution)\b)`)

// citesUnknown reports whether text cites an instrument or document that the catalogue does not have, or law in general.
func (w *work) citesUnknown(text string) bool {
	for _, m := range cited.FindAllStringSubmatch(text, -1) {
		document := strings.ToUpper(m[1]) + " " + m[2]
		known := slices.ContainsFunc(w.Guidelines, func(g catalogue.Guideline) bool { return g.Document == document })
		if m[1] == "" || !known {
			return true
		}
	}
	return false
}

// ordinary are words with a capital that reasons need and that name nobody. Other acronyms must stand in the passage.
var ordinary = wordSet("I Internet Web English Latin Unicode Bluetooth Ethernet Wi-Fi WiFi IPv4 IPv6 IoT MUST SHOULD SHALL MAY NOT REQUIRED OPTIONAL " +
	"RECOMMENDED RFC JSON XML HTML ASCII UTF TLS SSL SSH DNS DNSSEC IPsec IP TCP UDP QUIC HTTP HTTPS SIP VPN NAT ISP URI URL URN API ID MAC " +
	"EUI IMSI IMEI UUID SIM GPS CA PKI AES DES RC4 MD5 SHA PIN QR OS LAN")

// longestWord is in bytes; a longer one that the passage does not have is code. longestNumber is in digits.
const (
	longestWord   = 30
	longestNumber = 4
)

// names reports whether text has a word that may name a person, a product, a file or a secret and is not among the known ones.
func names(text string, known map[string]bool) bool {
	first := true
	for _, field := range strings.Fields(text) {
		for _, word := range strings.FieldsFunc(field, notInName) {
			plain := strings.TrimSuffix(word, "s")
			if !known[word] && !known[plain] && !known[strings.ToLower(word)] && !ordinary[plain] && nameLike(plain, first) {
				return true
			}
			first = false
		}
		first = strings.ContainsAny(field[len(field)-1:], ".?:")
	}
	return false
}

func notInName(r rune) bool { return !inWord(r) }

// nameLike reports whether a word is written as names and codes are. The first word of a sentence has a capital anyway.
func nameLike(word string, first bool) bool {
	upper, digits, letters, later := 0, 0, 0, 0
	for i, r := range word {
		switch {
		case unicode.IsUpper(r):
			upper++
			if i > 0 {
				later++
			}
		case unicode.IsDigit(r):
			digits++
		}
		if unicode.IsLetter(r) {
			letters++
		}
	}
	switch {
	case len(word) > longestWord, digits > 0 && letters > 0, digits > longestNumber:
		return true
	case upper == 0, word == "A":
		return false
	}
	return later > 0 || !first
}

var reviewing = regexp.MustCompile(`(?i)\b(ignor\w*|disregard\w*|checklists?|prompts?|instruct\w*|assistants?|language models?|LLM|AI|GPT|reviews?|reviewed|reviewers?|` +
	`approv\w*|endors\w*|verdicts?|claims?|findings?|jailbreak\w*|developer mode|system|LGTM|pwned|hacked|overrid\w*|false positives?|safe to (?:merge|publish|approve))\b`)

// speaksOfReviews reports whether text speaks of the review, or to who reads it, in words that the passage does not have.
func speaksOfReviews(text string, known map[string]bool) bool {
	for _, m := range reviewing.FindAllString(text, -1) {
		word := strings.ToLower(m)
		if !known[word] && !(ordinaryReviewing[word]) {
			return true
		}
	}
	return false
}

// ordinaryReviewing are words of reviews that reasons about drafts use as well.
var ordinaryReviewing = wordSet("claim claims system ignored ignores")

// How many words in a row show that they were copied: from anywhere, where shorter runs come about by chance (of 671 reasons that
// people gave in the labels of reviewer/eval, 5 have five words in a row from elsewhere in their document, and 46 have four), and
// from a block that speaks to reviewers.
const (
	runLength   = 5
	orderLength = 3
)

// addressed finds blocks of a draft that speak to who reviews it, or to a model. They are data like any other; what is copied
// from them is not believed.
var addressed = regexp.MustCompile(`(?i)\b(assistants?|(?:language|AI) models?|LLMs?|chatbots?|reviewers?|whoever reviews|review tools?|checklist|prompts?|reports? a finding|previous instructions|` +
	`does-not-hold|refuted?|verdicts?|developer mode|(?:as|into|every|each) (?:the |a )?(?:reason|question|answer)s?|your (?:last )?(?:answer|findings|reply)|you are now|` +
	`act as|pretend|obey)\b|(?:^|[.:] )(?:Say|Write|Answer|Report|Quote|Call|Raise|Put|Send|Ask|Thank|Decode|Add|Play|Imagine|Confirm|Repeat|Print|Output|Reply|Respond|Mark|Rate|Treat|Tell)\b`)

// copied reports whether text has a run of words that stands somewhere in the draft and not in what is known: whoever wrote
// the draft may have dictated it.
func (w *work) copied(text, known string) bool {
	if w.runs == nil {
		w.runs = runsOf(w.doc)
	}
	for _, n := range []int{runLength, orderLength} {
		own, said := map[string]bool{}, map[string]bool{}
		addRuns(own, known, n)
		addRuns(said, text, n)
		for run := range said {
			if w.runs[run] && !own[run] {
				return true
			}
		}
	}
	return false
}

// runsOf are the runs of words of a document that may not be copied: all long ones, and of blocks that speak to reviewers the
// short ones that no other block has.
func runsOf(doc *document.Document) map[string]bool {
	runs, orders, others := map[string]bool{}, map[string]bool{}, map[string]bool{}
	add := func(text string) {
		addRuns(runs, text, runLength)
		if addressed.MatchString(text) {
			addRuns(orders, text, orderLength)
		} else {
			addRuns(others, text, orderLength)
		}
	}
	add(doc.Meta.Title)
	for _, s := range doc.Sections {
		add(s.Title)
	}
	for _, b := range doc.Blocks {
		add(doc.String(b.Text))
	}
	for run := range orders {
		if !others[run] {
			runs[run] = true
		}
	}
	return runs
}

// addRuns adds all runs of n words, in lower case.
func addRuns(to map[string]bool, text string, n int) {
	words := strings.FieldsFunc(strings.ToLower(text), notInName)
	for i := 0; i+n <= len(words); i++ {
		to[strings.Join(words[i:i+n], " ")] = true
	}
}

// wordSet is the words of a text, as they are written and in lower case.
func wordSet(text string) map[string]bool {
	set := map[string]bool{}
	for _, word := range strings.FieldsFunc(text, notInName) {
		set[word], set[strings.ToLower(word)] = true, true
	}
	return set
}
