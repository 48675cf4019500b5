using Kolosal.Statistics;

namespace Kolosal.Learning.Search;

/// <summary>Small changes of one parameter.</summary>
internal static class Mutation
{
    /// <summary>Another choice, or a normal step of a position, reflected at the ends; an integer changes by one at least.</summary>
    /// <param name="code">The space.</param>
    /// <param name="p">The parameter.</param>
    /// <param name="value">Its code, which exists.</param>
    /// <param name="step">The standard deviation, in shares of the range.</param>
    /// <param name="draws">Random numbers.</param>
    public static double Of(SpaceCode code, int p, double value, double step, ref SeededRandom draws)
    {
        if (code.IsCategorical(p))
            return code.Choices(p) == 1 ? value : ((int)value + 1 + draws.Next(code.Choices(p) - 1)) % code.Choices(p);
        double drawn = step * draws.NextNormal(), moved = code.Scale(p).Snap(Reflect(value + drawn));
        if (!code.Scale(p).Whole || moved != code.Scale(p).Snap(value)) return moved;
        // Into the next cell on the side that was drawn, or on the other at an end.
        var (low, high) = code.Scale(p).Cell(value);
        bool up = high < 1 && (drawn > 0 || low <= 0);
        return up ? code.Scale(p).Snap(Math.BitIncrement(high) + 1e-9) : low > 0 ? code.Scale(p).Snap(low - 1e-9) : moved;
    }

    /// <summary>Folds a position back into [0, 1].</summary>
    public static double Reflect(double position)
    {
        double folded = Math.Abs(position) % 2;
        return folded > 1 ? 2 - folded : folded;
    }
}
