using System.Numerics;
using Kolosal.Learning.Trees;
using Kolosal.Statistics;

namespace Kolosal.Learning.Explanation;

/// <summary>Shapley values by their definition, and the games that explanations of trees play, written as they are read.</summary>
internal static class Games
{
    /// <summary>φᵢ = Σ over S without i of |S|! (n − |S| − 1)! / n! · (v(S ∪ i) − v(S)); coalitions are bit masks.</summary>
    public static double[] Shapley(int players, Func<int, double> value)
    {
        double[] v = [.. Enumerable.Range(0, 1 << players).Select(value)];
        var attributions = new double[players];
        for (int i = 0; i < players; i++)
            for (int s = 0; s < v.Length; s++)
                if ((s >> i & 1) == 0)
                    attributions[i] += Factorial(BitOperations.PopCount((uint)s)) * Factorial(players - BitOperations.PopCount((uint)s) - 1)
                        / Factorial(players) * (v[s | 1 << i] - v[s]);
        return attributions;
    }

    /// <summary>Iᵢⱼ = Σ over S without i, j of |S|! (n − |S| − 2)! / (n − 1)! · (v(S ∪ ij) − v(S ∪ i) − v(S ∪ j) + v(S)).</summary>
    public static double Interaction(int players, int i, int j, Func<int, double> value)
    {
        double index = 0;
        for (int s = 0; s < 1 << players; s++)
            if ((s >> i & 1) == 0 && (s >> j & 1) == 0)
                index += Factorial(BitOperations.PopCount((uint)s)) * Factorial(players - BitOperations.PopCount((uint)s) - 2)
                    / Factorial(players - 1)
                    * (value(s | 1 << i | 1 << j) - value(s | 1 << i) - value(s | 1 << j) + value(s));
        return index;
    }

    /// <summary>Lundberg et al. 2020, Algorithm 1: at an unknown column both children, by cover.</summary>
    public static double PathDependent(AdditiveTrees model, int score, double[] row, int known)
    {
        double Value(int tree, int at)
        {
            var node = model.Node(at);
            if (node.IsLeaf) return model.ScoreOf(tree) < 0 ? model.LeafValues(at)[score] : model.LeafValues(at)[0];
            if ((known >> node.Column & 1) != 0) return Value(tree, model.GoesLeft(at, row[node.Column]) ? node.Left : node.Right);
            double left = model.Node(node.Left).Cover, right = model.Node(node.Right).Cover;
            if (left + right == 0) (left, right) = (1, 1); // no training row came here to say
            return (left * Value(tree, node.Left) + right * Value(tree, node.Right)) / (left + right);
        }
        return model.BaseScores[score] + model.Scale * Enumerable.Range(0, model.Trees).Where(t => model.ScoreOf(t) < 0 || model.ScoreOf(t) == score)
            .Sum(t => Value(t, model.RootOf(t)));
    }

    /// <summary>The weighted mean score of rows that are x on the known columns and background elsewhere.</summary>
    public static double Interventional(AdditiveTrees model, int score, double[] row, FeatureRows background, int known)
    {
        double sum = 0, weights = 0;
        var scores = new double[model.Scores];
        for (int b = 0; b < background.Rows; b++)
        {
            double[] mixed = [.. row.Select((x, c) => (known >> c & 1) != 0 ? x : background.Row(b)[c])];
            model.RawScores(mixed, scores);
            sum += background.Weight(b) * scores[score];
            weights += background.Weight(b);
        }
        return sum / weights;
    }

    /// <summary>Trees of random shape over numbers and one categorical column (the last),
    /// with missing directions; some branches no training row took.</summary>
    public static AdditiveTrees RandomTrees(int inputs, int trees, int width, int scores, int depth, ulong seed, bool emptyBranches = false)
    {
        var random = new SeededRandom(seed);
        var builder = new TreeEnsembleBuilder(inputs, width);
        void Grow(int node, int level, double cover)
        {
            if (level == depth || (level > 1 && random.Next(5) == 0))
            {
                var values = new double[width];
                for (int k = 0; k < width; k++) values[k] = random.NextNormal();
                builder.Leaf(node, values);
                return;
            }
            int column = random.Next(inputs);
            double left = emptyBranches && random.Next(4) == 0 ? 0 : (float)(cover * (0.1 + 0.8 * random.NextDouble())),
                right = (float)(cover - left);
            bool missingLeft = random.Next(2) == 0;
            int child;
            if (column == inputs - 1)
            {
                var isLeft = new bool[6];
                for (int code = 0; code < 6; code++) isLeft[code] = random.Next(2) == 0;
                child = builder.Split(node, column, isLeft, missingLeft, 1, left, right);
            }
            else child = builder.Split(node, column, random.NextNormal(), missingLeft, 1, left, right);
            Grow(child, level + 1, left);
            Grow(child + 1, level + 1, right);
        }
        for (int t = 0; t < trees; t++)
        {
            Grow(builder.Open(1000), 0, 1000);
            builder.Close();
        }
        double[] start = [.. Enumerable.Range(0, scores).Select(k => 0.3 * k - 0.1)];
        return new(builder.Build(), start, 0.7, Link.Identity);
    }

    /// <summary>Rows for <see cref="RandomTrees"/>: numbers, a tenth of them missing, and codes in the last column.</summary>
    public static FeatureRows RandomRows(int inputs, int rows, ulong seed, bool weighted = false)
    {
        var random = new SeededRandom(seed);
        var values = new double[rows * inputs];
        for (int i = 0; i < values.Length; i++)
            values[i] = random.Next(10) == 0 ? double.NaN : i % inputs == inputs - 1 ? random.Next(6) : random.NextNormal();
        double[] weights = weighted ? [.. Enumerable.Range(0, rows).Select(r => (double)(r % 3))] : [];
        return new(values, [.. Enumerable.Range(0, inputs).Select(c => new FeatureInfo($"x{c}", c == inputs - 1 ? 6 : 0))], rows, weights);
    }

    private static double Factorial(int n) => n <= 1 ? 1 : n * Factorial(n - 1);
}
