using System.Numerics.Tensors;
using System.Runtime.CompilerServices;

namespace Kolosal.Learning.Trees;

/// <summary>Losses that are functions of sums over a side: Gini, entropy, squared error, Poisson deviance.</summary>
/// <remarks>
/// Breiman et al., "Classification and Regression Trees", 1984, chapters 4 and 8. The purity of a side is Σ over classes of
/// c² / n (Gini) or Σ c log (c / n) (entropy); (Σ y)² / n (squared error); Σ y log (Σ y / n) (half the Poisson deviance,
/// whose minimum is at the mean), all weighted; gain = purity of both sides − that of the node. Two classes need no more than
/// Σ w and Σ w y, because 2 n p (1 − p) is twice the variance; gains of Gini with two classes are therefore half of Gini's.
/// </remarks>
internal sealed class ImpurityCriterion : SplitCriterion
{
    private readonly bool classCounts, entropy, poisson;
    private readonly int perCode;
    private readonly double[] sums, left, right, total, root;
    private double purity;

    public ImpurityCriterion(ForestRows data, DecisionTreeOptions options) : base(data)
    {
        classCounts = data.Task == LearningTask.Multiclass;
        entropy = data.Task != LearningTask.Regression && options.Criterion == TreeCriterion.Entropy;
        poisson = data.Task == LearningTask.Regression && options.RegressionCriterion == RegressionCriterion.Poisson;
        perCode = classCounts ? data.Outputs : 2;
        sums = new double[Codes * perCode];
        (left, right, total, root) = (new double[perCode], new double[perCode], new double[perCode], new double[perCode]);
    }

    public override double Weight => WeightOf(total);

    public override double LeftWeight => WeightOf(left);

    public override double RightWeight => WeightOf(right);

    public override bool IsAllowed => !poisson || (left[1] > 0 && right[1] > 0);

    public override void SetRoot() => total.CopyTo(root, 0);

    public override double Loss()
    {
        double own = PurityOf(total), all = 0;
        if (classCounts) return entropy ? -own : WeightOf(total) - own;
        if (Data.Task != LearningTask.Regression) return entropy ? -own : 2 * (total[1] - own);
        foreach (int row in Rows)
        {
            double y = Data.Targets[row];
            all += Weights[row] * (poisson ? XLogX(y) : y * y);
        }
        return Math.Max(0, all - own);
    }

    // Shrinking to the shares of the whole training set is the m-estimate (Cestnik 1990).
    public override double[] LeafValue(double smoothing)
    {
        double all = WeightOf(total), m = Data.Task == LearningTask.Regression ? 0 : smoothing, rootAll = WeightOf(root);
        if (all + m <= 0) return new double[Data.Outputs];
        if (classCounts) return [.. total.Select((count, k) => (count + m * root[k] / rootAll) / (all + m))];
        double mean = (total[1] + m * root[1] / rootAll) / (all + m);
        return Data.Task == LearningTask.Regression ? [mean] : [1 - mean, mean];
    }

    public override void Clear()
    {
        Array.Clear(left);
        LeftRows = 0;
    }

    public override void MoveLeft(int code)
    {
        for (int j = 0; j < perCode; j++) left[j] += sums[code * perCode + j];
        LeftRows += Counts[code];
    }

    public override void MoveLeftBelow(int column, double threshold, bool missingLeft)
    {
        foreach (int row in Rows)
        {
            double value = Data.Value(row, column);
            if (!(value <= threshold) && !(missingLeft && double.IsNaN(value))) continue;
            double weight = Weights[row], target = Data.Targets[row];
            if (classCounts) left[(int)target] += weight;
            else
            {
                left[0] += weight;
                left[1] += weight * target;
            }
            LeftRows++;
        }
    }

    public override double Gain()
    {
        for (int j = 0; j < perCode; j++) right[j] = total[j] - left[j];
        return PurityOf(left) + PurityOf(right) - purity;
    }

    public override double Scale => Math.Abs(purity);

    public override double MeanTarget(int code)
    {
        var here = sums.AsSpan(code * perCode, perCode);
        if (!classCounts) return here[0] > 0 ? here[1] / here[0] : 0;
        return here[TensorPrimitives.IndexOfMax<double>(total)] / TensorPrimitives.Sum<double>(here);
    }

    protected override void Total()
    {
        Array.Clear(total);
        foreach (int row in Rows)
        {
            if (classCounts) total[(int)Data.Targets[row]] += Weights[row];
            else
            {
                total[0] += Weights[row];
                total[1] += Weights[row] * Data.Targets[row];
            }
        }
        purity = PurityOf(total);
    }

    protected override int CollectMany(byte[] codes)
    {
        Array.Clear(sums);
        Array.Clear(Counts);
        foreach (int row in Rows)
        {
            int code = codes[row];
            AddRow(row, code);
            Counts[code]++;
        }
        return ListPresent();
    }

    protected override void StartCode(int code) => sums.AsSpan(code * perCode, perCode).Clear();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected override void AddRow(int row, int code)
    {
        double weight = Weights[row], target = Data.Targets[row];
        if (classCounts) sums[code * perCode + (int)target] += weight;
        else
        {
            sums[2 * code] += weight;
            sums[2 * code + 1] += weight * target;
        }
    }

    private double WeightOf(double[] of)
    {
        if (!classCounts) return of[0];
        double all = 0;
        foreach (double count in of) all += count;
        return all;
    }

    private double PurityOf(double[] of)
    {
        if (!classCounts)
        {
            double n = of[0], s = of[1];
            if (n <= 0) return 0;
            if (poisson) return s > 0 ? s * Math.Log(s / n) : 0;
            return entropy ? XLogX(s) + XLogX(n - s) - XLogX(n) : s * s / n;
        }
        double all = 0, pure = 0;
        foreach (double count in of)
        {
            all += count;
            pure += entropy ? XLogX(count) : count * count;
        }
        if (all <= 0) return 0;
        return entropy ? pure - XLogX(all) : pure / all;
    }

    private static double XLogX(double x) => x > 0 ? x * Math.Log(x) : 0;
}
