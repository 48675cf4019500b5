using System.Text;
using Kolosal.Storage;

namespace Kolosal.Audit;

/// <summary>What a checkpoint states, <c>workspace LF entries LF head</c>, under the installation's key.</summary>
internal static class AuditSigning
{
    public static AuditCheckpoint Sign(ISigner signer, string workspace, long entries, string head) =>
        new(entries, head, signer.KeyId, Convert.ToBase64String(signer.Sign(Statement(workspace, entries, head))));

    public static bool Verify(IVerifier verifier, string workspace, AuditCheckpoint checkpoint)
    {
        var signature = new byte[checkpoint.Signature.Length];
        return Convert.TryFromBase64String(checkpoint.Signature, signature, out int length)
            && verifier.Verify(checkpoint.SigningKeyId, Statement(workspace, checkpoint.Entries, checkpoint.Head), signature.AsSpan(0, length));
    }

    private static byte[] Statement(string workspace, long entries, string head) => Encoding.UTF8.GetBytes($"{workspace}\n{entries}\n{head}");
}
