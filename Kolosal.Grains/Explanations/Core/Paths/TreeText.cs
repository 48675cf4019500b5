using System.Globalization;
using Kolosal.Learning.Trees;

namespace Kolosal.Explanations;

/// <summary>Trees as rules.</summary>
internal static class TreeText
{
    /// <summary>One rule a leaf of the first tree, from left to right: <c>if age ≤ 30.5 and city in {'Lyon'} then 0.25</c>.</summary>
    public static ImmutableArray<string> Rules(AdditiveTrees trees, TreeColumns columns)
    {
        var rules = ImmutableArray.CreateBuilder<string>();
        Add(trees.RootOf(0), []);
        return rules.ToImmutable();

        void Add(int at, ImmutableArray<string> above)
        {
            var node = trees.Node(at);
            if (node.IsLeaf)
            {
                string answer = (trees.BaseScores[0] + trees.Scale * trees.LeafValues(at)[0]).ToString("G4", CultureInfo.InvariantCulture);
                rules.Add(above.IsEmpty ? $"always {answer}" : $"if {string.Join(" and ", above)} then {answer}");
                return;
            }
            int[] left = node.IsCategorical ? [.. trees.LeftCategories(at, columns.Features[node.Column].Cardinality)] : [];
            Add(node.Left, above.Add(columns.Condition(node.Column, false, node.Threshold, left, true)));
            Add(node.Right, above.Add(columns.Condition(node.Column, false, node.Threshold, left, false)));
        }
    }
}
