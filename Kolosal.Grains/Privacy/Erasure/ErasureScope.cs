namespace Kolosal.Privacy;

/// <summary>What goes with a person who is erased.</summary>
/// <param name="Predictions">Ids of predicted rows that are known to be about the person.</param>
/// <param name="RemovePackages">Stored model packages that hold the person literally, where the version does not serve.</param>
public sealed record ErasureScope(IReadOnlyCollection<string> Predictions, bool RemovePackages);
