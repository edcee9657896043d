package document

import (
	"bytes"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// Sniffed is how much of a file has to be looked at to tell a draft, in bytes: enough for a licence before the first tag.
const Sniffed = 32 << 10

// byOrigin are the extensions of drafts; where a draft is there in several formats, the first is the one to review, because the
// others are usually made from it.
var byOrigin = []string{".md", ".mkd", ".markdown", ".bs", ".xml", ".html", ".htm", ".txt", ".docx", ".pdf"}

// draftName is how Internet-Drafts and RFCs are named.
var draftName = regexp.MustCompile(`^(draft-.|rfc[0-9]+$)`)

// marks are words of which drafts of a format have at least one near their beginning, in lower case.
var marks = map[string][]string{
	".xml":      {"<rfc ", "<rfc\n", "<rfc\r", "<rfc>"},
	".md":       markdownMarks,
	".mkd":      markdownMarks,
	".markdown": markdownMarks,
	".bs":       {"class=metadata", "class='metadata'", `class="metadata"`},
	".html":     htmlMarks,
	".htm":      htmlMarks,
	".txt":      {"internet-draft", "request for comments", "internet engineering task force", "security considerations"},
	".pdf":      {"%pdf-"},
	".docx":     {"pk\x03\x04"},
}

var (
	markdownMarks = []string{
		"\ndocname:", "\nipr:", "--- abstract", "%%%\n", "internet-draft", "security considerations", "privacy considerations",
		"{::boilerplate", "bcp14", "rfc2119", "rfc 2119",
	}
	htmlMarks = []string{
		"respec", "bikeshed", "xml2rfc", "internet-draft", "w3.org/stylesheets/tr", "security considerations",
		"privacy considerations", "rfc2119", "rfc 2119",
	}
)

// requirement is a key word of BCP 14 in capitals, as specifications have them and few other texts do. It is a mark in
// the formats in which people write texts of all kinds.
var (
	requirement = regexp.MustCompile(`\b(MUST|SHALL|SHOULD)\b`)
	loose       = []string{".md", ".mkd", ".markdown", ".html", ".htm", ".txt"}
)

// MayBeDraft tells by a file's name whether it may be a draft at all.
func MayBeDraft(path string) bool { return marks[extension(path)] != nil }

// NamedAsDraft tells by a file's name that it is a draft, whatever is in it.
func NamedAsDraft(path string) bool { return MayBeDraft(path) && draftName.MatchString(stem(path)) }

// LooksLikeDraft tells a draft by its name or else by the marks in its first bytes, of which Sniffed are enough.
func LooksLikeDraft(path string, head []byte) bool {
	if !MayBeDraft(path) {
		return false
	}
	head = head[:min(len(head), Sniffed)]
	lower := bytes.ToLower(head)
	return NamedAsDraft(path) ||
		slices.ContainsFunc(marks[extension(path)], func(word string) bool { return bytes.Contains(lower, []byte(word)) }) ||
		slices.Contains(loose, extension(path)) && requirement.Match(head)
}

// SourceOf gives for each of some paths the one to review of those that differ only in their extension: itself, or the
// one that it is made from.
func SourceOf(paths []string) map[string]string {
	best := map[string]string{}
	for _, path := range paths {
		if other, ok := best[twin(path)]; !ok || rank(path) < rank(other) {
			best[twin(path)] = path
		}
	}
	chosen := map[string]string{}
	for _, path := range paths {
		chosen[path] = best[twin(path)]
	}
	return chosen
}

// twin is what the paths of one draft in several formats have in common.
func twin(path string) string { return filepath.Join(filepath.Dir(path), stem(path)) }

func rank(path string) int {
	if i := slices.Index(byOrigin, extension(path)); i >= 0 {
		return i
	}
	return len(byOrigin)
}

func extension(path string) string { return strings.ToLower(filepath.Ext(path)) }

// stem is the name of a file without its extension, in lower case.
func stem(path string) string {
	return strings.TrimSuffix(strings.ToLower(filepath.Base(path)), extension(path))
}
