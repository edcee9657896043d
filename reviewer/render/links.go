package render

import (
	"regexp"
	"strings"
)

// Link is a right or a piece of guidance as a rule cites it, with where to read it.
type Link struct {
	Ref   string `json:"ref"`   // as the rule writes it: "RFC 9620 section 4.14", "UDHR 12"
	Title string `json:"title"` // in words: "Universal Declaration of Human Rights, article 12"; Ref again if there is none
	URL   string `json:"url"`   // empty if the source is not one that this program knows
}

// instruments are the sources that are cited by a short name and the number of an article.
var instruments = map[string]struct{ title, url string }{
	"UDHR":   {"Universal Declaration of Human Rights", "https://www.un.org/en/about-us/universal-declaration-of-human-rights"},
	"ICCPR":  {"International Covenant on Civil and Political Rights", ohchr + "international-covenant-civil-and-political-rights"},
	"ICESCR": {"International Covenant on Economic, Social and Cultural Rights", ohchr + "international-covenant-economic-social-and-cultural-rights"},
	"CRC":    {"Convention on the Rights of the Child", ohchr + "convention-rights-child"},
	"CRPD":   {"Convention on the Rights of Persons with Disabilities", ohchr + "convention-rights-persons-disabilities"},
	"CEDAW":  {"Convention on the Elimination of All Forms of Discrimination against Women", ohchr + "convention-elimination-all-forms-discrimination-against-women"},
	"ICERD":  {"International Convention on the Elimination of All Forms of Racial Discrimination", ohchr + "international-convention-elimination-all-forms-racial"},
	"UNDRIP": {"Declaration on the Rights of Indigenous Peoples", ohchr + "united-nations-declaration-rights-indigenous-peoples"},
}

const ohchr = "https://www.ohchr.org/en/instruments-mechanisms/instruments/"

// questionnaire gives the anchors of the questions of the W3C's Self-Review Questionnaire: Security and Privacy,
// section 2, in the order of the questions.
var questionnaire = strings.Fields(`purpose minimum-data personal-data sensitive-data hidden-data
	persistent-origin-specific-state underlying-platform-data send-to-platform sensor-data string-to-script
	remote-device native-ui temporary-id first-third-party private-browsing considerations relaxed-sop bfcache
	non-fully-active error-handling accessibility-devices missing-questions`)

const questionnaireURL = "https://www.w3.org/TR/security-privacy-questionnaire/"

var (
	rfcRef        = regexp.MustCompile(`^RFC ?(\d+)(?:,? (section|appendix) ([0-9A-Za-z.]*[0-9A-Za-z]))?$`)
	bcpRef        = regexp.MustCompile(`^(BCP|STD|FYI) ?(\d+)$`)
	instrumentRef = regexp.MustCompile(`^([A-Z]+)(?: (?:article )?(\d+[0-9.()a-z]*))?$`)
	w3cRef        = regexp.MustCompile(`^W3C (?:Security and Privacy |Self-Review )?Questionnaire(?: (?:question |section )?(?:2\.)?(\d+))?$`)
)

// LinkOf finds where to read what a rule cites. A reference that it does not know comes back without a URL.
func LinkOf(ref string) Link {
	if m := rfcRef.FindStringSubmatch(ref); m != nil {
		return Link{ref, ref, rfcURL(m[1], m[2], m[3])}
	}
	if m := bcpRef.FindStringSubmatch(ref); m != nil {
		return Link{ref, ref, "https://www.rfc-editor.org/info/" + strings.ToLower(m[1]) + m[2]}
	}
	if m := w3cRef.FindStringSubmatch(ref); m != nil {
		return questionLink(ref, m[1])
	}
	if m := instrumentRef.FindStringSubmatch(ref); m != nil {
		if i, ok := instruments[m[1]]; ok {
			return Link{ref, articleTitle(i.title, m[2]), i.url}
		}
	}
	return Link{ref, ref, ""}
}

func rfcURL(number, part, section string) string {
	url := "https://www.rfc-editor.org/rfc/rfc" + strings.TrimLeft(number, "0")
	switch part {
	case "section":
		return url + "#section-" + section
	case "appendix":
		return url + "#appendix-" + section
	}
	return url
}

func articleTitle(instrument, article string) string {
	if article == "" {
		return instrument
	}
	return instrument + ", article " + article
}

func questionLink(ref, number string) Link {
	l := Link{ref, "W3C Self-Review Questionnaire: Security and Privacy", questionnaireURL}
	if number == "" {
		return l
	}
	l.Title += ", question " + number
	n := 0
	for _, c := range number {
		n = min(n*10+int(c-'0'), 1000)
	}
	if 1 <= n && n <= len(questionnaire) {
		l.URL += "#" + questionnaire[n-1]
	}
	return l
}

func linksOf(refs []string) []Link {
	links := make([]Link, len(refs))
	for i, r := range refs {
		links[i] = LinkOf(r)
	}
	return links
}
