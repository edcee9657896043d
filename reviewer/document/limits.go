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
