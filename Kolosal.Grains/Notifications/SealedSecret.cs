namespace Kolosal.Notifications;

/// <param name="Seal">The secret, encrypted.</param>
/// <param name="Until">When it stops signing; null for the one in use.</param>
[GenerateSerializer, Immutable, Alias("kolosal.sealed-secret")]
internal sealed record SealedSecret(byte[] Seal, DateTimeOffset? Until);
