namespace Kolosal.Learning.Search;

/// <summary>One run of successive halving within Hyperband: n trials to a small step, the best n / η to η times that, and so on.</summary>
/// <param name="Number">s: the rungs below the last.</param>
/// <param name="Rungs">From the shortest; the last ends at the last step there is.</param>
public sealed record Bracket(int Number, ImmutableArray<Rung> Rungs)
{
    /// <summary>The brackets of Hyperband (Li et al., JMLR 18, 2018, algorithm 1): s = ⌊log_η R⌋ … 0 with n = ⌈(s_max + 1) η^s / (s + 1)⌉ trials to
    /// step R / η^s; of n trials ⌊n / η^i⌋ come to rung i.</summary>
    /// <param name="maxStep">R, at least 1. Where it is no power of η, steps are rounded, and are at least 1.</param>
    /// <param name="eta">η, at least 2.</param>
    public static ImmutableArray<Bracket> Of(int maxStep, int eta)
    {
        Require.AtLeast(maxStep, 1);
        Require.AtLeast(eta, 2);
        int most = 0;
        for (long power = eta; power <= maxStep; power *= eta) most++;
        var brackets = ImmutableArray.CreateBuilder<Bracket>(most + 1);
        for (int s = most; s >= 0; s--)
        {
            long width = (long)Math.Pow(eta, s);
            // In integers: ⌈a / b⌉ of the quotient that the paper's formula is.
            long trials = ((most + 1) * width + s) / (s + 1);
            var rungs = ImmutableArray.CreateBuilder<Rung>(s + 1);
            for (int i = 0; i <= s; i++)
            {
                long share = (long)Math.Pow(eta, i);
                rungs.Add(new((int)Math.Max(1, trials / share), Math.Max(1, (int)Math.Round(maxStep * (share / (double)width)))));
            }
            brackets.Add(new(s, rungs.MoveToImmutable()));
        }
        return brackets.MoveToImmutable();
    }
}
