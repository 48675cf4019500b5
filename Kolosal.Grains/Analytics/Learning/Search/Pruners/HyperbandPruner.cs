using Kolosal.Statistics;

namespace Kolosal.Learning.Search;

/// <summary>
/// Hyperband (Li et al., JMLR 18, 2018): brackets that give up early and brackets that give up late, for nobody knows which suits.
/// Each trial belongs to one bracket by its number, with the shares of the brackets' sizes, and <see cref="AshaPruner"/>'s rule holds within it.
/// </summary>
/// <remarks>The bracket is a hash of the number, not of the seed, so that whoever knows the number knows the bracket.</remarks>
public sealed class HyperbandPruner(HalvingOptions options) : IPruner
{
    private readonly ImmutableArray<Bracket> brackets = Bracket.Of(options.MaxStep, options.Eta);

    /// <inheritdoc/>
    public string Name => "hyperband";

    /// <summary>The bracket of a trial.</summary>
    public Bracket BracketOf(int number)
    {
        int at = (int)(SeededRandom.Derive(0, (ulong)number) % (ulong)brackets.Sum(b => b.Rungs[0].Trials));
        int place = 0;
        while (at >= brackets[place].Rungs[0].Trials) at -= brackets[place++].Rungs[0].Trials;
        return brackets[place];
    }

    /// <inheritdoc/>
    public bool ShouldPrune(TrialCurve trial, IReadOnlyList<TrialCurve> others)
    {
        var bracket = BracketOf(trial.Number);
        ImmutableArray<int> rungs = [.. bracket.Rungs.Select(r => r.Step).Where(step => step >= options.MinStep && step < options.MaxStep)];
        return AshaPruner.Falls(trial, others, rungs, options.Eta, number => BracketOf(number) == bracket);
    }
}
