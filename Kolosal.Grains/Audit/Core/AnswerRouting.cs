using System.Security.Cryptography;

namespace Kolosal.Audit;

/// <summary>What the second form of a prediction's leaf seals beside the first: how the answer was chosen and what was to become of it.</summary>
/// <remarks>
/// Behind the 168 bytes of the first form (<see cref="PredictionLeaf"/>): the form, 2 (1 byte); flags, 1 for an answer of the canary, 2 for an error
/// that was the caller's own (1 byte); SHA-256 of the reasons for which rows go to a person, a byte a row, or of nothing when none does. 202 bytes in
/// all, so that no form can be taken for another's.
/// </remarks>
/// <param name="Canary">The canary answered in place of the champion.</param>
/// <param name="ClientFault">The error is the caller's own.</param>
/// <param name="ReferredSha256">32 bytes.</param>
public sealed record AnswerRouting(bool Canary, bool ClientFault, byte[] ReferredSha256)
{
    /// <summary>The form that leaves have which seal this; those without have form 1, and their batches name none.</summary>
    public const int Form = 2;

    private const int CanaryFlag = 1, ClientFaultFlag = 2;

    /// <param name="canary">The canary answered.</param>
    /// <param name="clientFault">The error is the caller's own.</param>
    /// <param name="referred">Per row why it goes to a person; empty when none does.</param>
    public static AnswerRouting Of(bool canary, bool clientFault, ReadOnlySpan<byte> referred) => new(canary, clientFault, SHA256.HashData(referred));

    /// <summary>The leaf of the second form.</summary>
    /// <param name="first">The leaf of the first.</param>
    public byte[] Behind(byte[] first) =>
        [.. first, Form, (byte)((Canary ? CanaryFlag : 0) | (ClientFault ? ClientFaultFlag : 0)), .. ReferredSha256];

    public bool Equals(AnswerRouting? other) => other is not null && (Canary, ClientFault) == (other.Canary, other.ClientFault)
        && ReferredSha256.AsSpan().SequenceEqual(other.ReferredSha256);

    public override int GetHashCode() => HashCode.Combine(Canary, ClientFault);
}
