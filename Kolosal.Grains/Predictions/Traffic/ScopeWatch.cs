using Kolosal.Events;
using Kolosal.Models;

namespace Kolosal.Predictions;

/// <summary>Holds logged rows against what their version was trained on. In memory alone; one caller at a time.</summary>
/// <remarks>By the distributions that the version keeps for its monitors: no package is loaded. Of a request a few rows are looked at, so that a
/// large one costs what a small one does.</remarks>
internal sealed class ScopeWatch(IGrainFactory grains, ModelKey model)
{
    /// <summary>A row with this score is unlike the training rows; of those at most one in a hundred has it (<see cref="RowNovelty"/>).</summary>
    public const double UnlikeFrom = 0.99;

    private const int MostVersions = 16, MostRows = 16;

    private readonly Dictionary<int, RowNovelty?> versions = [];

    /// <summary>Gets a version, when it is not there yet.</summary>
    /// <returns>Null, or what is missing for the moment.</returns>
    public async ValueTask<string?> PrepareAsync(int version)
    {
        if (versions.ContainsKey(version)) return null;
        var found = await grains.ModelVersion(model.Version(version)).GetReferenceAsync();
        if (found.Refusal?.Kind is RefusalKind.Busy) return found.Refusal.Message;
        if (versions.Count >= MostVersions) versions.Clear();
        var novelty = found.Accepted ? RowNovelty.Of(found.Value.InputDistributions()) : null;

        // Of few rows even a value that none of them has is no proof.
        versions[version] = novelty is { Highest: >= UnlikeFrom } ? novelty : null;
        return null;
    }

    /// <returns>Rows looked at, and those among them that are unlike the training rows.</returns>
    public (int Scored, int Unlike) Look(ServedRequest request)
    {
        if (request is not { Error: null, InputsSha256: null, Rows: > 0 } || versions.GetValueOrDefault(request.Version) is not { } novelty)
            return default;
        int width = request.Inputs.Length / request.Rows, rows = Math.Min(request.Rows, MostRows), unlike = 0;
        if (width != novelty.Width) return default;
        for (int i = 0; i < rows; i++)
        {
            int row = (int)((long)i * request.Rows / rows);
            if (novelty.Score(request.Inputs.AsSpan(row * width, width)) >= UnlikeFrom) unlike++;
        }

        return (rows, unlike);
    }
}
