using Kolosal.Statistics;

namespace Kolosal.Learning.Search;

/// <summary>
/// The points of a scrambled <see cref="SobolSequence"/> on the parameters' scales: of 2ᵏ trials each 2ᵏ-th of a parameter's range holds one,
/// where independent draws leave gaps (Bousquet et al., arXiv:1706.03200).
/// </summary>
/// <remarks>Trial n is point n. One dimension a parameter, whether it exists or not.</remarks>
public sealed class QuasiRandomSampler : ISampler
{
    /// <inheritdoc/>
    public string Name => "quasi_random";

    /// <inheritdoc/>
    public HyperParameters Suggest(SearchSpace space, IReadOnlyList<TrialObservation> history, IReadOnlyList<HyperParameters> pending, ulong seed,
        int trialNumber)
    {
        var code = new SpaceCode(space);
        var point = new double[code.Count];
        return Untried.First(pending, attempt =>
        {
            // Where a point is pending, the point of that number of the sequence scrambled otherwise.
            ulong scramble = attempt == 0 ? seed : SeededRandom.Derive(seed, (ulong)attempt);
            new SobolSequence(code.Count, scramble).Point((uint)trialNumber, point);
            for (int p = 0; p < point.Length; p++)
                if (code.IsCategorical(p)) point[p] = Math.Floor(point[p] * code.Choices(p));
            return code.Decode(point);
        });
    }
}
