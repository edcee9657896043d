package document

// Limits on what a parser takes in. Each has a reason; a draft that goes over gets an error or a gap, never a hang.
const (
	// MaxSource is the largest draft that is read, in bytes. The longest RFC (RFC 8881) is 1.6 MB of text; 64 MiB
	// leaves room for PDF and DOCX contributions with pictures.
	MaxSource = 64 << 20
	// MaxHiddenText is how much of a hidden passage is kept, in bytes: enough to show what it says.
	MaxHiddenText = 400
	// MaxDepth is how deeply elements may nest. RFCXML and HTML of real drafts stay under 40.
	MaxDepth = 512
	// MaxBlocks is how many blocks a document may have. The longest RFC has under 30,000.
	MaxBlocks = 2_000_000
)

// Limits on markup. A draft that goes over keeps its text, and the rest is a gap.
const (
	// MaxElements is how many nodes an XML tree may have. RFC 8881, the longest in XML, has 40,000.
	MaxElements = 2_000_000
	// MaxSections is how many sections a document may have. RFC 8881, the longest, has 1,008.
	MaxSections = 50_000
	// MaxLines is how many lines of Markdown are read. The longest draft has under 40,000.
	MaxLines = 4_000_000
	// MaxEntities is how many entities a document type may declare. The entity sets of old drafts have about 250.
	MaxEntities = 5000
	// MaxEntityText is how long the replacement of one entity may be, in bytes: names and addresses of real drafts
	// stay under 200. Entities that hold others are never expanded, so nothing grows faster than this.
	MaxEntityText = 2000
	// MaxExpansion is how much text all entities together may add, in bytes.
	MaxExpansion = 1 << 20
)
