using System.Text;

namespace Kolosal.Audit;

/// <summary>A text with its signatures (C2SP signed-note): the text, an empty line, and a line a signature.</summary>
/// <param name="Text">What is signed, its last line feed included.</param>
/// <param name="Signatures">Name, key id and signature of each.</param>
public sealed record SignedNote(string Text, ImmutableArray<(string Name, ImmutableArray<byte> KeyId, ImmutableArray<byte> Signature)> Signatures)
{
    private const string SignatureLine = "— ";
    private const int IdBytes = 4, SignatureBytes = 64, MostSignatures = 16;

    /// <exception cref="FormatException">It is no signed note.</exception>
    public static SignedNote Parse(string note)
    {
        int end = note.LastIndexOf("\n\n", StringComparison.Ordinal);
        if (end < 0 || end + 2 >= note.Length || !note.EndsWith('\n'))
            throw new FormatException("Need a text, an empty line and signatures, each line ended by a line feed.");
        if (note.Any(c => c < ' ' && c != '\n')) throw new FormatException("A note has no control characters but line feeds.");
        var signatures = ImmutableArray.CreateBuilder<(string, ImmutableArray<byte>, ImmutableArray<byte>)>();
        foreach (string line in note[(end + 2)..^1].Split('\n'))
        {
            string[] parts = line.StartsWith(SignatureLine, StringComparison.Ordinal) ? line[SignatureLine.Length..].Split(' ') : [];
            if (parts.Length != 2 || parts[0].Length == 0 || signatures.Count == MostSignatures)
                throw new FormatException("Need signature lines of the form dash, name, base64.");
            byte[] bytes = CanonicalBase64.Decode(parts[1]);
            if (bytes.Length <= IdBytes) throw new FormatException("A signature is shorter than its key's id.");
            signatures.Add((parts[0], [.. bytes.AsSpan(0, IdBytes)], [.. bytes.AsSpan(IdBytes)]));
        }

        return new(note[..(end + 1)], signatures.ToImmutable());
    }

    /// <summary>The note with one signature.</summary>
    /// <param name="text">Lines, the last one ended, too; none is empty.</param>
    /// <param name="key">Whose it is.</param>
    /// <param name="signature">Of the text's UTF-8.</param>
    public static string Format(string text, NoteKey key, ReadOnlySpan<byte> signature) =>
        $"{text}\n{SignatureLine}{key.Name} {Convert.ToBase64String((byte[])[.. key.Id, .. signature])}\n";

    /// <summary>Whether one of its signatures is that key's and holds.</summary>
    public bool IsSignedBy(NoteKey key, Ed25519Check check)
    {
        byte[] text = Encoding.UTF8.GetBytes(Text);
        foreach (var (name, id, signature) in Signatures)
        {
            if (name == key.Name && id.AsSpan().SequenceEqual(key.Id.AsSpan()))
                return signature.Length == SignatureBytes && check(key.PublicKey.AsSpan(), text, signature.AsSpan());
        }

        return false;
    }
}
