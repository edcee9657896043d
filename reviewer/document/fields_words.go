package document

import "strings"

// Words splits the name of a field into lower-case words, at hyphens, underscores and other marks, at changes of case
// and around digits: "deviceSerialNumber" gives device, serial, number; "MAC-Address48" gives mac, address, 48;
// "userIDs" gives user, ids. "IPv4" and "IPv6" stay one word.
func (f Field) Words() []string {
	var words []string
	name := f.Name
	for i := 0; i < len(name); {
		end := nameWordEnd(name, i)
		if end > i {
			words = append(words, strings.ToLower(name[i:end]))
			i = end
			continue
		}
		i++
	}
	return words
}

// nameWordEnd gives the end of the word that starts at i, i itself if none does.
func nameWordEnd(name string, i int) int {
	if rest := name[i:]; len(rest) >= 4 && strings.EqualFold(rest[:3], "ipv") && (rest[3] == '4' || rest[3] == '6') {
		return i + 4
	}
	switch c := name[i]; {
	case isDigit(c):
		return runEnd(name, i, isDigit)
	case isUpper(c):
		return capitalEnd(name, i)
	case isLower(c) || c >= 0x80:
		return lowerEnd(name, i)
	}
	return i
}

func runEnd(name string, i int, in func(byte) bool) int {
	for i < len(name) && in(name[i]) {
		i++
	}
	return i
}

// lowerEnd ends a word of small letters, and before "ipv4" inside it does not look.
func lowerEnd(name string, i int) int {
	return runEnd(name, i, func(c byte) bool { return isLower(c) || c >= 0x80 })
}

// capitalEnd ends a word that a capital opens: "Serial", "MAC", the "MAC" of "MACAddress", the "IDs" of "userIDs".
func capitalEnd(name string, i int) int {
	end := runEnd(name, i, isUpper)
	if end == len(name) || !isLower(name[end]) {
		return end
	}
	if end == i+1 {
		return lowerEnd(name, end)
	}
	if name[end] == 's' && (end+1 == len(name) || !isLower(name[end+1])) {
		return end + 1
	}
	return end - 1
}
