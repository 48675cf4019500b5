namespace Kolosal.Http;

/// <summary>On an endpoint: bodies of other media types that are made JSON of, before anything is checked or read.</summary>
/// <param name="Applies">Whether a body of this media type is translated.</param>
/// <param name="ToJson">The translation; throws a <see cref="ProblemException"/> for what cannot be translated.</param>
internal sealed record BodyTranslation(Func<string?, bool> Applies, Func<ArraySegment<byte>, byte[]> ToJson);
