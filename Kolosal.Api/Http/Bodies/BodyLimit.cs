namespace Kolosal.Http;

/// <summary>On an endpoint: how large a body it takes, in place of what holds for all.</summary>
/// <param name="Bytes">Most bytes; <see cref="HttpOptions.MaxBodyBytes"/> holds beside it.</param>
/// <param name="Values">Most numbers, texts and flags, over the whole document.</param>
internal sealed record BodyLimit(long Bytes, int Values)
{
    /// <summary>Where an endpoint states none. A document of a million values is data, and data is uploaded.</summary>
    public static readonly BodyLimit Usual = new(long.MaxValue, 1_000_000);
}

/// <summary>On an endpoint: its handler reads the body itself, since a second reading would cost more than the request.</summary>
internal sealed record ReadsOwnBody;
