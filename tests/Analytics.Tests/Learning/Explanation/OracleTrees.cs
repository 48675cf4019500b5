using System.Text.Json;
using Kolosal.Learning.Trees;
using Kolosal.Testing;

namespace Kolosal.Learning.Explanation;

/// <summary>Trees given as node lists, and games played by enumeration: what tests compare with.</summary>
internal static class OracleTrees
{
    /// <summary>The mean of the trees; their leaves hold one value.</summary>
    public static AdditiveTrees Mean(int inputs, JsonElement trees) =>
        new(Build(inputs, trees), [0], 1.0 / trees.GetArrayLength(), Link.Identity);

    /// <summary>float32 as the oracle's trees see it.</summary>
    public static double[] Rounded(double[] row) => [.. row.Select(v => (double)(float)v)];

    private static TreeEnsemble Build(int inputs, JsonElement trees)
    {
        var builder = new TreeEnsembleBuilder(inputs, 1);
        foreach (var tree in trees.EnumerateArray())
        {
            double[] Get(string name) => OracleCase.Numbers(tree.GetProperty(name));
            double[] left = Get("left"), right = Get("right"), feature = Get("feature"), threshold = Get("threshold"), cover = Get("cover"),
                value = Get("value");
            void Place(int from, int to)
            {
                if (left[from] < 0)
                {
                    builder.Leaf(to, [value[from]]);
                    return;
                }
                int l = (int)left[from], r = (int)right[from];
                int child = builder.Split(to, (int)feature[from], threshold[from], missingLeft: false, 0, cover[l], cover[r]);
                Place(l, child);
                Place(r, child + 1);
            }
            Place(0, builder.Open(cover[0]));
            builder.Close();
        }
        return builder.Build();
    }
}
