using System.Text;
using Kolosal.Storage;

namespace Kolosal.Audit;

/// <summary>What a checkpoint states, <c>workspace LF entries LF head</c>, under the installation's key; and the same as a note with the tree's root.
/// </summary>
internal static class AuditSigning
{
    /// <summary>The log's name in its notes, also its keys'.</summary>
    public static string Origin(string workspace) => $"kolosal/audit/{workspace}";

    /// <summary>The keys that may have signed a workspace's notes, the present one last.</summary>
    public static ImmutableArray<NoteKey> Keys(ILogSigner signer, string workspace) =>
        [.. signer.PublicKeys.Select(key => new NoteKey(Origin(workspace), key))];

    public static AuditCheckpoint Sign(ISigner signer, ILogSigner notes, string workspace, long entries, string head, byte[] root)
    {
        return new(
            entries, head, signer.KeyId, Convert.ToBase64String(signer.Sign(Statement(workspace, entries, head))),
            SignNote(notes, workspace, entries, head, root), Keys(notes, workspace)[^1].ToString());
    }

    /// <summary>The note that so many entries have this head and their tree this root, by the present key.</summary>
    public static string SignNote(ILogSigner notes, string workspace, long entries, string head, byte[] root)
    {
        string text = new TreeCheckpoint(Origin(workspace), entries, [.. root], head).ToText();
        return SignedNote.Format(text, Keys(notes, workspace)[^1], notes.Sign(Encoding.UTF8.GetBytes(text)));
    }

    public static bool Verify(IVerifier verifier, string workspace, AuditCheckpoint checkpoint)
    {
        var signature = new byte[checkpoint.Signature.Length];
        return Convert.TryFromBase64String(checkpoint.Signature, signature, out int length)
            && verifier.Verify(checkpoint.SigningKeyId, Statement(workspace, checkpoint.Entries, checkpoint.Head), signature.AsSpan(0, length));
    }

    /// <summary>What the checkpoint's note states.</summary>
    /// <returns>Null when it has none that one of the installation's keys signed for this workspace, entries and head.</returns>
    public static TreeCheckpoint? ReadNote(ILogSigner signer, string workspace, AuditCheckpoint checkpoint)
    {
        try
        {
            if (checkpoint.Note is null) return null;
            var note = SignedNote.Parse(checkpoint.Note);
            var stated = TreeCheckpoint.Parse(note.Text);
            return stated.Origin == Origin(workspace) && stated.Size == checkpoint.Entries && stated.ChainHead == checkpoint.Head
                && Keys(signer, workspace).Any(key => note.IsSignedBy(key, signer.Verify)) ? stated : null;
        }
        catch (FormatException)
        {
            return null; // a note that cannot be read is signed by nobody
        }
    }

    private static byte[] Statement(string workspace, long entries, string head) => Encoding.UTF8.GetBytes($"{workspace}\n{entries}\n{head}");
}
