namespace Kolosal.Audit;

/// <summary>What became of checking a file without its server.</summary>
/// <param name="Kind"><c>receipt</c> or <c>export</c>.</param>
/// <param name="Fault">What does not hold, in words; null when all of it does.</param>
/// <param name="Entries">Entries of the chain that the file holds; 1 for a receipt.</param>
/// <param name="Key">Whose signature it bears; null when it bears none that could be read.</param>
/// <param name="Checkpoint">What was signed; null with a fault before it.</param>
/// <param name="Subject">What it is about, for people: the prediction's id, or the numbers of the entries.</param>
public sealed record AuditVerdict(string Kind, string? Fault, long Entries, NoteKey? Key, TreeCheckpoint? Checkpoint, string Subject)
{
    public bool Holds => Fault is null;

    /// <summary>Checks a receipt or an export, whichever it is.</summary>
    /// <param name="file">Read to its end.</param>
    /// <param name="trusted">The key that must have signed; null for the one that the file names, which proves only that the file is whole.</param>
    /// <param name="check">Verifies signatures.</param>
    public static AuditVerdict Of(Stream file, NoteKey? trusted, Ed25519Check check)
    {
        var start = new byte[PredictionReceipt.Start.Length];
        int read = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        if (read < start.Length || !start.AsSpan().SequenceEqual(PredictionReceipt.Start))
            return new AuditExportCheck(trusted, check).Run(start.AsMemory(0, read), file);

        using var whole = new MemoryStream();
        whole.Write(start, 0, read);
        var buffer = new byte[1 << 16];
        while (file.Read(buffer) is > 0 and var more && whole.Length <= PredictionReceipt.LargestBytes) whole.Write(buffer, 0, more);
        return PredictionReceipt.Check(whole.ToArray(), trusted, check);
    }

    /// <summary>Whether the note is that key's, and whose it has to be.</summary>
    /// <returns>What is wrong; null when nothing is.</returns>
    internal static string? SignatureFault(string note, string keyText, NoteKey? trusted, Ed25519Check check, out NoteKey? key,
        out TreeCheckpoint? checkpoint)
    {
        (key, checkpoint) = (null, null);
        try
        {
            key = NoteKey.Parse(keyText);
            var signed = SignedNote.Parse(note);
            if (signed.Signatures.Length != 1) return "The checkpoint needs one signature.";
            checkpoint = TreeCheckpoint.Parse(signed.Text);
            if (key.Name != checkpoint.Origin) return $"The key is of '{key.Name}', the checkpoint of '{checkpoint.Origin}'.";
            if (trusted is not null && key != trusted) return $"It is signed by {key}, not by the key that was given.";
            return signed.IsSignedBy(key, check) ? null : "The checkpoint's signature does not hold.";
        }
        catch (FormatException malformed)
        {
            return $"The checkpoint cannot be read: {malformed.Message}";
        }
    }
}
