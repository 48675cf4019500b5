using System.Numerics.Tensors;

namespace Kolosal.Learning;

/// <summary>A target's place and spread: what regressions are learnt in, so that neither their options nor their digits depend on its unit.</summary>
/// <param name="Center">In the target's unit.</param>
/// <param name="Spread">In the target's unit, above 0.</param>
internal readonly record struct TargetUnit(double Center, double Spread)
{
    /// <summary>The target's own unit.</summary>
    public static TargetUnit Own { get; } = new(0, 1);

    /// <summary>Whether all targets that count are the same, so that their spread has no size.</summary>
    public bool IsConstant { get; private init; }

    /// <summary>The weighted mean and standard deviation; of equal targets that value and 1.</summary>
    /// <remarks>Both are found on the scale of the greatest size, so that squares of huge and of tiny targets are numbers still.</remarks>
    public static TargetUnit Of(TrainingSet rows)
    {
        var targets = rows.Targets.Span;
        double low = double.PositiveInfinity, high = double.NegativeInfinity, total = 0;
        for (int row = 0; row < targets.Length; row++)
        {
            double weight = rows.Weight(row);
            if (weight == 0) continue;
            (low, high, total) = (Math.Min(low, targets[row]), Math.Max(high, targets[row]), total + weight);
        }
        if (!(high > low)) return new(low, 1) { IsConstant = true };

        // Measured from the middle of their range, where an offset has no digits to lose.
        double middle = low / 2 + high / 2, size = Math.Max(high / 2 - low / 2, double.Epsilon), mean = 0, squares = 0;
        for (int row = 0; row < targets.Length; row++) mean += rows.Weight(row) / total * ((targets[row] - middle) / size);
        for (int row = 0; row < targets.Length; row++)
        {
            double away = (targets[row] - middle) / size - mean;
            squares += rows.Weight(row) / total * away * away;
        }
        double spread = size * Math.Sqrt(squares);
        return new(middle + size * mean, spread > 0 ? spread : size);
    }

    /// <summary>The mean alone as the spread, for models of ratios: targets of 0 or more of which one is above 0.</summary>
    public static TargetUnit OfMean(TrainingSet rows)
    {
        double most = TensorPrimitives.Max(rows.Targets.Span), sum = 0, total = 0;
        for (int row = 0; row < rows.Rows; row++)
        {
            sum += rows.Weight(row) * (rows.Targets.Span[row] / most);
            total += rows.Weight(row);
        }
        return new(0, most * (sum / total));
    }

    /// <summary>The power of two at or below the spread, and the centre at a multiple of it: to change into this
    /// unit and back costs no digits, or next to none.</summary>
    public TargetUnit Rounded()
    {
        double spread = Math.ScaleB(1, Math.ILogB(Spread));
        return this with { Center = Math.Round(Center / spread) * spread, Spread = spread };
    }

    /// <summary>A target in this unit.</summary>
    public double Standardise(double target) => (target - Center) / Spread;

    /// <summary>A value in this unit as a target.</summary>
    public double Restore(double value) => Center + Spread * value;

    /// <summary>The rows with their targets in this unit.</summary>
    public TrainingSet Standardise(TrainingSet rows)
    {
        var targets = rows.Targets.Span;
        double[] changed = new double[targets.Length];
        for (int row = 0; row < changed.Length; row++) changed[row] = Standardise(targets[row]);
        return rows.WithTargets(changed);
    }
}
