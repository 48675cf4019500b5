using System.Globalization;
using System.Xml;
using Kolosal.Learning.Graphs;

namespace Kolosal.Learning.Interchange;

/// <summary>The chain of models that a scoring graph becomes.</summary>
internal sealed class PmmlChain
{
    private readonly XmlWriter xml;
    private readonly ScoringGraph model;
    private readonly string name;
    private readonly PmmlFields fields;
    private readonly PmmlExpressions expressions;
    private readonly SortedSet<(int Node, int Place)> needed = [];

    public PmmlChain(XmlWriter xml, ScoringGraph model, string name)
    {
        (this.xml, this.model, this.name, fields) = (xml, model, name, new(model));
        expressions = new(xml, model, fields);
        var open = new Stack<(int Node, int Place)>(Outputs);
        while (open.TryPop(out var field))
            if (needed.Add(field))
                foreach (var read in fields.Reads(field.Node, field.Place)) open.Push(read);
    }

    private IEnumerable<(int Node, int Place)> Outputs =>
        Enumerable.Range(0, model.Output.Width).Select(place => fields.Source(model.Output, place))
            .Where(source => model.Nodes[source.Node] is not ConstantNode);

    private string Function => model.Problem.Classes.IsEmpty ? "regression" : "classification";

    public void Write()
    {
        int[] models = [.. needed.Select(field => field.Node).Distinct().Where(fields.IsModel)];
        xml.WriteStartElement("MiningModel");
        xml.WriteAttributeString("modelName", name);
        xml.WriteAttributeString("functionName", Function);
        Schema(model.Inputs.Select(input => input.Column), withTarget: true);
        Derive(stage: 0);
        xml.WriteStartElement("Segmentation");
        xml.WriteAttributeString("multipleModelMethod", "modelChain");
        foreach (int node in models)
            if (fields.Network(node) is { } network) Segment(() => Neural(node, network));
            else
                foreach (var (_, place) in needed.Where(field => field.Node == node)) Segment(() => Forest(node, place));
        Segment(Final);
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    /// <summary>One score of a tree node: the sum of its trees, and the base score behind it.</summary>
    private void Forest(int node, int place)
    {
        var trees = ((TreesNode)model.Nodes[node]).Trees;
        xml.WriteStartElement("MiningModel");
        xml.WriteAttributeString("functionName", "regression");
        var reads = fields.Reads(node, place).Select(read => fields.Name(read.Node, read.Place)).Distinct().ToArray();
        Schema(Available(fields.StageOf(node) - 1), withTarget: false);
        xml.WriteStartElement("Output");
        Output(fields.Name(node, place), label: null);
        xml.WriteEndElement();
        xml.WriteStartElement("Targets");
        xml.WriteStartElement("Target");
        xml.WriteAttributeString("rescaleConstant", PmmlModel.Number(trees.BaseScores[place]));
        xml.WriteEndElement();
        xml.WriteEndElement();
        Derive(fields.StageOf(node) - 1, inner: true);
        xml.WriteStartElement("Segmentation");
        xml.WriteAttributeString("multipleModelMethod", "sum");
        for (int tree = 0; tree < trees.Trees; tree++)
        {
            if (trees.ScoreOf[tree] >= 0 && trees.ScoreOf[tree] != place) continue;
            int root = tree;
            Segment(() => PmmlTrees.Write(xml, trees, root, place, reads, column =>
            {
                var source = fields.Source(((TreesNode)model.Nodes[node]).Of, column);
                return fields.Name(source.Node, source.Place);
            }));
        }
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    /// <summary>A neural network; its probabilities, or its one value, are fields of the models behind it.</summary>
    private void Neural(int node, DenseNetwork network)
    {
        xml.WriteStartElement("NeuralNetwork");
        xml.WriteAttributeString("functionName", Function);
        xml.WriteAttributeString("activationFunction", network.Activations[0]);
        Schema(Available(fields.StageOf(node) - 1), withTarget: true);
        xml.WriteStartElement("Output");
        foreach (var (_, place) in needed.Where(field => field.Node == node))
            Output(fields.Name(node, place), model.Problem.Classes.IsEmpty ? null : model.Problem.Classes[place]);
        xml.WriteEndElement();
        Derive(fields.StageOf(node) - 1, inner: true);
        PmmlNetwork.Write(xml, network, model.Problem, i => expressions.Value(network.Input, i));
        xml.WriteEndElement();
    }

    /// <summary>Hands on the outputs.</summary>
    private void Final()
    {
        xml.WriteStartElement("RegressionModel");
        xml.WriteAttributeString("functionName", Function);
        xml.WriteAttributeString("normalizationMethod", "none");
        Schema(Available(int.MaxValue), withTarget: true);
        if (!model.Problem.Classes.IsEmpty) ProbabilityOutputs();
        Derive(int.MaxValue, inner: true);
        for (int k = 0; k < model.Output.Width; k++)
        {
            xml.WriteStartElement("RegressionTable");
            var (node, place) = fields.Source(model.Output, k);
            var constant = model.Nodes[node] as ConstantNode;
            xml.WriteAttributeString("intercept", PmmlModel.Number(constant is null ? 0 : constant.Values[place]));
            if (!model.Problem.Classes.IsEmpty) xml.WriteAttributeString("targetCategory", model.Problem.Classes[k]);
            if (constant is null)
            {
                xml.WriteStartElement("NumericPredictor");
                xml.WriteAttributeString("name", fields.Name(node, place));
                xml.WriteAttributeString("coefficient", "1");
                xml.WriteEndElement();
            }
            xml.WriteEndElement();
        }
        xml.WriteEndElement();
    }

    private void ProbabilityOutputs()
    {
        xml.WriteStartElement("Output");
        foreach (string label in model.Problem.Classes) Output($"probability({label})", label);
        xml.WriteEndElement();
    }

    /// <summary>A field that a model's answer becomes: the probability of a class, or the value.</summary>
    private void Output(string field, string? label)
    {
        xml.WriteStartElement("OutputField");
        xml.WriteAttributeString("name", field);
        xml.WriteAttributeString("optype", "continuous");
        xml.WriteAttributeString("dataType", "double");
        xml.WriteAttributeString("feature", label is null ? "predictedValue" : "probability");
        if (label is not null) xml.WriteAttributeString("value", label);
        xml.WriteEndElement();
    }

    /// <summary>The columns and the answers of models up to a stage.</summary>
    private IEnumerable<string> Available(int stage) => model.Inputs.Select(input => input.Column).Concat(needed
        .Where(field => fields.IsModel(field.Node) && fields.StageOf(field.Node) <= stage)
        .Select(field => fields.Name(field.Node, field.Place)));

    /// <summary>Derived fields: for the whole chain those that follow from columns, inside a segment those that need earlier segments.</summary>
    private void Derive(int stage, bool inner = false)
    {
        var derived = needed.Where(field => model.Nodes[field.Node] is not (NumberNode or TextNode) && !fields.IsModel(field.Node)
            && fields.StageOf(field.Node) is var own && (inner ? own > 0 && own <= stage : own == 0)).ToArray();
        if (derived.Length == 0) return;
        xml.WriteStartElement("LocalTransformations");
        foreach (var (node, place) in derived)
        {
            xml.WriteStartElement("DerivedField");
            xml.WriteAttributeString("name", fields.Name(node, place));
            xml.WriteAttributeString("optype", "continuous");
            xml.WriteAttributeString("dataType", "double");
            expressions.Write(node, place);
            xml.WriteEndElement();
        }
        xml.WriteEndElement();
    }

    private void Schema(IEnumerable<string> columns, bool withTarget)
    {
        xml.WriteStartElement("MiningSchema");
        foreach (string column in columns)
        {
            xml.WriteStartElement("MiningField");
            xml.WriteAttributeString("name", column);
            // A category that training did not see is one of the table's "any other".
            xml.WriteAttributeString("invalidValueTreatment", "asIs");
            xml.WriteEndElement();
        }
        if (withTarget)
        {
            xml.WriteStartElement("MiningField");
            xml.WriteAttributeString("name", model.Problem.Target);
            xml.WriteAttributeString("usageType", "target");
            xml.WriteEndElement();
        }
        xml.WriteEndElement();
    }

    private void Segment(Action write)
    {
        xml.WriteStartElement("Segment");
        xml.WriteStartElement("True");
        xml.WriteEndElement();
        write();
        xml.WriteEndElement();
    }
}
