package render

import (
	"regexp"

	"github.com/rightsreview/rightsreview/reviewer/catalogue"
)

// guideline is one of the guidelines of RFC 9620, section 4, with its question in our words.
type guideline struct {
	number   string // "4.14"
	title    string // as in the RFC
	question string
	category catalogue.Category // filed here if its rule cites no guideline; empty if none
}

// guidelines are the sections 4.1 to 4.21 of RFC 9620, in its order.
var guidelines = []guideline{
	{"4.1", "Intermediaries", "Does anything depend on, or allow, functions at nodes between the endpoints, and can the endpoints see and control them?", ""},
	{"4.2", "Connectivity", "Does it work for people whose connection is slow, expensive or unsteady?", ""},
	{"4.3", "Reliability", "Does it withstand faults, fall back gracefully, and tell people when it fails?", ""},
	{"4.4", "Content Signals", "Does it show, in plain text, anything by which traffic can be treated differently?", catalogue.TrafficManipulation},
	{"4.5", "Internationalization", "Where people read or write text, can they do so in their own language and script?", ""},
	{"4.6", "Localization", "Can it be adapted to the languages and habits of those who will use it?", ""},
	{"4.7", "Open Standards", "Is all that is needed to implement it open, free of charge and free of claims?", ""},
	{"4.8", "Heterogeneity Support", "Does it leave room for different devices, applications and circumstances?", ""},
	{"4.9", "Adaptability", "Can it be extended and used in ways that nobody has asked permission for?", ""},
	{"4.10", "Integrity", "Can data be changed on the way without anyone noticing?", ""},
	{"4.11", "Authenticity", "Can it be told who or what data comes from, without locking anyone in?", ""},
	{"4.12", "Confidentiality", "Is anything exposed to parties that do not need it, and is encryption the default?", catalogue.Interception},
	{"4.13", "Security", "Have the attacks that matter to people been considered as BCP 72 asks?", catalogue.WeakenedEncryption},
	{"4.14", "Privacy", "Is as little as possible collected, shown and kept, metadata included?", catalogue.Surveillance},
	{"4.15", "Anonymity and Pseudonymity", "Which identifiers are used, how long do they live, and can they be linked to a person or across contexts?", catalogue.PersistentIdentifiers},
	{"4.16", "Censorship Resistance", "Does it make it easier to find, block or remove what people say or read?", catalogue.Censorship},
	{"4.17", "Outcome Transparency", "Are its effects on people, intended or not, described so that they can be understood?", ""},
	{"4.18", "Accessibility", "Can everybody use it, whatever their abilities and means?", catalogue.Exclusion},
	{"4.19", "Decentralization", "Can it do without a single point of control?", catalogue.CentralisedControl},
	{"4.20", "Remedy", "Can those who are harmed get redress, without others being identified?", ""},
	{"4.21", "Miscellaneous Considerations", "Which other effects, on individuals or on society, could it have?", ""},
}

var guidelineRef = regexp.MustCompile(`^RFC ?9620,? section (4\.\d+)`)

// guidelineOf gives the index of the guideline under which a rule is filed: the one that it cites first, else that of
// its category, else the last.
func guidelineOf(r catalogue.Rule) int {
	number := ""
	for _, ref := range r.Guidance {
		if m := guidelineRef.FindStringSubmatch(ref); m != nil {
			number = m[1]
			break
		}
	}
	category := r.Category
	if category == catalogue.WeakenedAnonymity {
		category = catalogue.PersistentIdentifiers // both are section 4.15
	}
	byCategory := len(guidelines) - 1
	for i, g := range guidelines {
		if g.number == number {
			return i
		}
		if g.category != "" && g.category == category {
			byCategory = i
		}
	}
	return byCategory
}
