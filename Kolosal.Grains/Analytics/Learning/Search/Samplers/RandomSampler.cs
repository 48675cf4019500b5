using Kolosal.Statistics;

namespace Kolosal.Learning.Search;

/// <summary>Independent uniform draws on each parameter's scale (Bergstra and Bengio, JMLR 13, 2012).</summary>
public sealed class RandomSampler : ISampler
{
    /// <inheritdoc/>
    public string Name => "random";

    /// <inheritdoc/>
    public HyperParameters Suggest(SearchSpace space, IReadOnlyList<TrialObservation> history, IReadOnlyList<HyperParameters> pending, ulong seed,
        int trialNumber)
    {
        var random = new SeededRandom(seed, (ulong)trialNumber);
        var drawn = HyperParameters.Empty;
        foreach (var parameter in space.Parameters)
        {
            // Drawn even where it does not exist, so that a parameter's stream does not depend on the choices before it.
            var value = Draw(parameter, ref random);
            if (SearchSpace.IsActive(parameter, drawn)) drawn = drawn.With(parameter.Name, value);
        }
        return drawn;
    }

    internal static ParameterValue Draw(Parameter parameter, ref SeededRandom random) =>
        parameter is CategoricalParameter choices ? choices.Choices[random.Next(choices.Choices.Length)]
            : UnitScale.FromUnit(parameter, random.NextDouble());
}
