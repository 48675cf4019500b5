namespace Kolosal.Testing;

/// <summary>A fenced block of a document.</summary>
/// <param name="Document">Path below the repository, with forward slashes.</param>
/// <param name="Line">Of its opening fence, from 1.</param>
/// <param name="Section">The heading of the second level that it stands under; before the first, the document's own.</param>
/// <param name="Language">What stands behind the opening fence; empty for nothing.</param>
/// <param name="Text">Its lines.</param>
public sealed record DocumentBlock(string Document, int Line, string Section, string Language, string Text)
{
    public override string ToString() => $"{Document}:{Line}";
}
