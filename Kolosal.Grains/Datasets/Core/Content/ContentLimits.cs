namespace Kolosal.Datasets;

/// <summary>Bounds on what is taken in.</summary>
/// <param name="MaximumLineBytes">Longest line of a line-based format.</param>
/// <param name="MaximumColumns">Most columns.</param>
/// <param name="MaximumRows">Most data rows.</param>
/// <param name="MaximumJsonDepth">Deepest nesting of JSON; the native reader recurses, so this also guards its stack.</param>
public sealed record ContentLimits(int MaximumLineBytes, int MaximumColumns, long MaximumRows, int MaximumJsonDepth = 32);
