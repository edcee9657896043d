package render

import "testing"

func TestLinkOf(t *testing.T) {
	for ref, want := range map[string]string{
		"RFC 9620 section 4.14":     "https://www.rfc-editor.org/rfc/rfc9620#section-4.14",
		"RFC 9620 section 4.15.1":   "https://www.rfc-editor.org/rfc/rfc9620#section-4.15.1",
		"RFC 9620, section 4.14":    "https://www.rfc-editor.org/rfc/rfc9620#section-4.14",
		"RFC 2804 appendix A":       "https://www.rfc-editor.org/rfc/rfc2804#appendix-A",
		"RFC 7258":                  "https://www.rfc-editor.org/rfc/rfc7258",
		"RFC 0793":                  "https://www.rfc-editor.org/rfc/rfc793",
		"BCP 188":                   "https://www.rfc-editor.org/info/bcp188",
		"W3C Questionnaire 2.7":     "https://www.w3.org/TR/security-privacy-questionnaire/#underlying-platform-data",
		"W3C Questionnaire 2.22":    "https://www.w3.org/TR/security-privacy-questionnaire/#missing-questions",
		"W3C Questionnaire 2.23":    "https://www.w3.org/TR/security-privacy-questionnaire/",
		"W3C Questionnaire":         "https://www.w3.org/TR/security-privacy-questionnaire/",
		"UDHR 12":                   "https://www.un.org/en/about-us/universal-declaration-of-human-rights",
		"ICCPR 17":                  "https://www.ohchr.org/en/instruments-mechanisms/instruments/international-covenant-civil-and-political-rights",
		"ICESCR 15":                 "https://www.ohchr.org/en/instruments-mechanisms/instruments/international-covenant-economic-social-and-cultural-rights",
		"ICESCR 15(1)(a)":           "https://www.ohchr.org/en/instruments-mechanisms/instruments/international-covenant-economic-social-and-cultural-rights",
		"CRPD 9":                    "https://www.ohchr.org/en/instruments-mechanisms/instruments/convention-rights-persons-disabilities",
		"RFC 9620 section 4.14) [x": "",
		"javascript:alert(1)":       "",
		"XYZ 3":                     "",
		"":                          "",
	} {
		if got := LinkOf(ref); got.URL != want || got.Ref != ref {
			t.Errorf("LinkOf(%q) = %+v, want %q", ref, got, want)
		}
	}
	if got := LinkOf("UDHR 12").Title; got != "Universal Declaration of Human Rights, article 12" {
		t.Errorf("title %q", got)
	}
}
