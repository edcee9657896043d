package catalogue

import "strings"

// irregular lists forms that the rules of English spelling do not give.
var irregular = map[string][]string{
	"be": {"is", "are", "was", "were", "been", "being", "am"}, "have": {"has", "had", "having"},
	"do": {"does", "did", "done", "doing"}, "keep": {"kept"}, "hold": {"held"}, "send": {"sent"}, "make": {"made", "making"},
	"take": {"took", "taken", "taking"}, "give": {"gave", "given", "giving"}, "know": {"knew", "known"}, "see": {"saw", "seen"},
	"write": {"wrote", "written", "writing"}, "rewrite": {"rewrote", "rewritten", "rewriting"}, "find": {"found"},
	"bind": {"bound"}, "hide": {"hid", "hidden", "hiding"}, "tell": {"told"}, "sell": {"sold"}, "get": {"got", "getting", "gotten"},
	"break": {"broke", "broken"}, "lose": {"lost", "losing"}, "leave": {"left", "leaving"}, "read": {"reading", "reads"},
	"build": {"built"}, "choose": {"chose", "chosen", "choosing"}, "drive": {"drove", "driven"}, "steal": {"stole", "stolen"},
	"tie": {"tied", "tying"}, "die": {"died", "dying"}, "lie": {"lay", "lain", "lying"}, "let": {"letting"}, "set": {"setting", "sets"},
	"put": {"putting"}, "cut": {"cutting"}, "shut": {"shutting"}, "run": {"ran", "running"}, "stop": {"stopped", "stopping"},
	"map": {"mapped", "mapping"}, "tap": {"tapped", "tapping"}, "wiretap": {"wiretapped", "wiretapping"}, "log": {"logged", "logging"},
	"tag": {"tagged", "tagging"}, "drop": {"dropped", "dropping"}, "strip": {"stripped", "stripping"}, "swap": {"swapped", "swapping"},
	"ban": {"banned", "banning"}, "scan": {"scanned", "scanning"}, "pin": {"pinned", "pinning"}, "plan": {"planned", "planning"},
	"permit": {"permitted", "permitting"}, "omit": {"omitted", "omitting"}, "submit": {"submitted", "submitting"},
	"transmit": {"transmitted", "transmitting"}, "emit": {"emitted", "emitting"}, "limit": {"limited", "limiting"},
	"commit": {"committed", "committing"}, "prefer": {"preferred", "preferring"}, "refer": {"referred", "referring"},
	"infer": {"inferred", "inferring"}, "transfer": {"transferred", "transferring"}, "occur": {"occurred", "occurring"},
	"control": {"controlled", "controlling"}, "cancel": {"cancelled", "cancelling", "canceled", "canceling"},
	"label": {"labelled", "labelling", "labeled", "labeling"}, "signal": {"signalled", "signalling", "signaled", "signaling"},
	"tunnel": {"tunnelled", "tunnelling", "tunneled", "tunneling"}, "person": {"people", "persons"}, "child": {"children"},
	"man": {"men"}, "woman": {"women"}, "index": {"indices", "indexes"}, "criterion": {"criteria"}, "datum": {"data"},
	"policy": {"policies"}, "opt": {"opted", "opting"}, "compel": {"compelled", "compelling"}, "spy": {"spied", "spies", "spying"},
	"deny": {"denied", "denies", "denying"}, "forbid": {"forbade", "forbidden", "forbidding"}, "bar": {"barred", "barring"},
	"cap": {"capped", "capping"}, "sniff": {"sniffed", "sniffing"}, "equip": {"equipped"}, "snoop": {"snooped", "snooping"},
	"unlink": {"unlinked"}, "understand": {"understood"}, "think": {"thought"}, "buy": {"bought"}, "bring": {"brought"},
	"catch": {"caught"}, "teach": {"taught"}, "meet": {"met"}, "feed": {"fed"}, "lead": {"led"}, "speak": {"spoke", "spoken"},
	"show": {"shown"}, "draw": {"drew", "drawn"}, "throw": {"threw", "thrown"}, "grow": {"grew", "grown"}, "wear": {"wore", "worn"},
}

// invariable words have no other forms that matter.
var invariable = map[string]bool{
	"the": true, "a": true, "an": true, "of": true, "to": true, "in": true, "on": true, "at": true, "by": true, "for": true,
	"from": true, "with": true, "without": true, "and": true, "or": true, "not": true, "no": true, "as": true, "is": true,
	"are": true, "was": true, "were": true, "been": true, "being": true, "if": true, "that": true, "this": true, "than": true,
	"must": true, "should": true, "shall": true, "may": true, "might": true, "can": true, "could": true, "will": true,
	"would": true, "cannot": true, "never": true, "only": true, "all": true, "any": true, "some": true, "each": true,
	"every": true, "such": true, "its": true, "their": true, "his": true, "it": true, "they": true, "who": true, "which": true,
	"into": true, "over": true, "under": true, "between": true, "across": true, "when": true, "where": true, "also": true,
	"more": true, "most": true, "very": true, "out": true, "up": true, "so": true, "be": false,
}

// Forms lists the spellings that a word of a phrase matches, lower case, itself first: plural, third person, past,
// participle and gerund, in British and American spelling. It makes more forms than English has; the extra ones do
// no harm since nobody writes them.
func Forms(word string) []string {
	if invariable[word] || len(word) < 3 && irregular[word] == nil {
		return []string{word}
	}
	forms := []string{word}
	for _, w := range spellings(word) {
		forms = append(forms, w)
		forms = append(forms, irregular[w]...)
		forms = append(forms, regular(w)...)
	}
	return unique(forms)
}

// spellings gives the British and American spellings of a word.
func spellings(word string) []string {
	all := []string{word}
	for _, pair := range [][2]string{{"isation", "ization"}, {"ise", "ize"}, {"our", "or"}, {"yse", "yze"}, {"ence", "ense"}, {"tre", "ter"}, {"logue", "log"}} {
		for _, p := range [][2]string{pair, {pair[1], pair[0]}} {
			if strings.HasSuffix(word, p[0]) && len(word) > len(p[0])+2 && spellingVaries(word, p[0]) {
				all = append(all, strings.TrimSuffix(word, p[0])+p[1])
			}
		}
	}
	return all
}

// spellingVaries keeps "or"/"our", "ter"/"tre", "log"/"logue" to the words that have both.
func spellingVaries(word, ending string) bool {
	switch ending {
	case "or", "our":
		return strings.HasSuffix(word, "behavior") || strings.HasSuffix(word, "behaviour") || strings.HasPrefix(word, "colo") ||
			strings.HasPrefix(word, "favo") || strings.HasPrefix(word, "neighbo")
	case "ter", "tre":
		return strings.HasPrefix(word, "cent")
	case "log", "logue":
		return strings.HasPrefix(word, "cata") || strings.HasPrefix(word, "dia")
	case "ence", "ense":
		return strings.HasPrefix(word, "lic") || strings.HasPrefix(word, "def")
	}
	return true
}

func regular(w string) []string {
	last := w[len(w)-1]
	switch {
	case strings.HasSuffix(w, "ss"), strings.HasSuffix(w, "sh"), strings.HasSuffix(w, "ch"), last == 'x', last == 'z':
		return []string{w + "es", w + "ed", w + "ing"}
	case last == 's' || last == 'd' && strings.HasSuffix(w, "ed") || strings.HasSuffix(w, "ing"):
		return []string{w + "s", w + "es"}
	case last == 'y' && !isVowel(w[len(w)-2]):
		stem := w[:len(w)-1]
		return []string{stem + "ies", stem + "ied", w + "ing"}
	case last == 'e':
		stem := w[:len(w)-1]
		return []string{w + "s", w + "d", stem + "ing", w + "able"}
	}
	return []string{w + "s", w + "ed", w + "ing"}
}

func isVowel(c byte) bool { return strings.IndexByte("aeiou", c) >= 0 }

func unique(words []string) []string {
	seen := make(map[string]bool, len(words))
	kept := words[:0]
	for _, w := range words {
		if !seen[w] {
			seen[w] = true
			kept = append(kept, w)
		}
	}
	return kept
}
