using System.Globalization;
using System.Xml;
using Kolosal.Learning.Graphs;

namespace Kolosal.Learning.Interchange;

/// <summary>One tree as a tree model of PMML.</summary>
internal static class PmmlTrees
{
    /// <param name="xml">Where it is written.</param>
    /// <param name="trees">All trees.</param>
    /// <param name="tree">The one.</param>
    /// <param name="score">The score whose leaf values are written.</param>
    /// <param name="reads">The fields that the trees look at.</param>
    /// <param name="fieldOf">The field of a number of the row.</param>
    public static void Write(XmlWriter xml, GraphTrees trees, int tree, int score, string[] reads, Func<int, string> fieldOf)
    {
        xml.WriteStartElement("TreeModel");
        xml.WriteAttributeString("functionName", "regression");
        xml.WriteAttributeString("missingValueStrategy", "defaultChild");
        xml.WriteAttributeString("splitCharacteristic", "binarySplit");
        xml.WriteStartElement("MiningSchema");
        foreach (string field in reads)
        {
            xml.WriteStartElement("MiningField");
            xml.WriteAttributeString("name", field);
            xml.WriteEndElement();
        }
        xml.WriteEndElement();
        Node(xml, trees, tree, score, trees.Roots[tree], fieldOf, () => Empty(xml, "True"));
        xml.WriteEndElement();
    }

    private static void Node(XmlWriter xml, GraphTrees trees, int tree, int score, int node, Func<int, string> fieldOf, Action predicate)
    {
        xml.WriteStartElement("Node");
        xml.WriteAttributeString("id", node.ToString(CultureInfo.InvariantCulture));
        if (trees.Columns[node] < 0)
        {
            double value = trees.LeafOf(tree, node).Where(leaf => leaf.Score == score).Sum(leaf => leaf.Value);
            xml.WriteAttributeString("score", PmmlModel.Number(value));
            predicate();
            xml.WriteEndElement();
            return;
        }

        int left = trees.Children[node];
        xml.WriteAttributeString("defaultChild", (trees.MissingLeft[node] ? left : left + 1).ToString(CultureInfo.InvariantCulture));
        predicate();
        string field = fieldOf(trees.Columns[node]), threshold = PmmlModel.Number(trees.Thresholds[node]);
        Node(xml, trees, tree, score, left, fieldOf, () => Compare(xml, field, "lessOrEqual", threshold));
        Node(xml, trees, tree, score, left + 1, fieldOf, () => Compare(xml, field, "greaterThan", threshold));
        xml.WriteEndElement();
    }

    private static void Compare(XmlWriter xml, string field, string comparison, string value)
    {
        xml.WriteStartElement("SimplePredicate");
        xml.WriteAttributeString("field", field);
        xml.WriteAttributeString("operator", comparison);
        xml.WriteAttributeString("value", value);
        xml.WriteEndElement();
    }

    private static void Empty(XmlWriter xml, string element)
    {
        xml.WriteStartElement(element);
        xml.WriteEndElement();
    }
}
