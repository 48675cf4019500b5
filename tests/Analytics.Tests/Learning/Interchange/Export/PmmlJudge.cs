using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using System.Xml.Schema;
using Kolosal.Learning.Graphs;
using Kolosal.Tabular;
using Kolosal.Testing;
using MathNet.Numerics;

namespace Kolosal.Learning;

/// <summary>Reads PMML as its specification says, for what our documents use: the publisher's schema, and an evaluator of chains, tree models,
/// regressions and expressions.</summary>
internal static class PmmlJudge
{
    private const int MostLines = 2_000_000, FewestRows = 10, MostRows = 200;
    private static readonly XNamespace Pmml = "http://www.dmg.org/PMML-4_4";
    private static readonly Lazy<XmlSchemaSet?> Schemas = new(() =>
    {
        if (SharedFolders.Schemas is null) return null;
        var set = new XmlSchemaSet();
        set.Add(null, Path.Combine(SharedFolders.Schemas, "pmml-4.4.xsd"));
        set.Compile();
        return set;
    });

    /// <summary>An evaluator that walks elements is slow: of large models fewer rows are judged.</summary>
    public static int RowsFor(string document) => Math.Clamp(MostLines / document.Count(letter => letter == '\n'), FewestRows, MostRows);

    public static void CheckSchema(string document)
    {
        if (Schemas.Value is not { } schemas) return;
        var faults = new List<string>();
        var settings = new XmlReaderSettings { ValidationType = ValidationType.Schema, Schemas = schemas };
        settings.ValidationEventHandler += (_, fault) => faults.Add(fault.Message);
        using var reader = XmlReader.Create(new StringReader(document), settings);
        while (reader.Read()) { }
        Assert.Empty(faults.Take(3));
    }

    public static double[] Score(string document, ScoringGraph graph, Frame table, int rows)
    {
        var root = XDocument.Parse(document).Root!;
        var model = root.Element(Pmml + "MiningModel")!;
        var outputs = new List<double>();
        for (int row = 0; row < rows; row++)
        {
            var fields = new Dictionary<string, object?>(StringComparer.Ordinal);
            foreach (var input in graph.Inputs)
            {
                object? value = input.IsText ? table[input.Column].TextAt(row) : ExportedRows.Number(table[input.Column], row);
                fields[input.Column] = value is double.NaN ? null : value;
            }
            outputs.AddRange(Chain(model, fields));
        }
        return [.. outputs];
    }

    private static double[] Chain(XElement model, Dictionary<string, object?> fields)
    {
        Derive(model, fields);
        double[] last = [];
        foreach (var segment in model.Element(Pmml + "Segmentation")!.Elements(Pmml + "Segment"))
        {
            var inner = segment.Elements().Last();
            if (inner.Name == Pmml + "RegressionModel")
            {
                var own = new Dictionary<string, object?>(fields, StringComparer.Ordinal);
                Derive(inner, own);
                last = [.. inner.Elements(Pmml + "RegressionTable").Select(table => Number(table, "intercept")
                    + table.Elements(Pmml + "NumericPredictor")
                        .Sum(predictor => Number(predictor, "coefficient") * (double)(own[(string)predictor.Attribute("name")!] ?? double.NaN)))];
                continue;
            }
            var seen = new Dictionary<string, object?>(fields, StringComparer.Ordinal);
            Derive(inner, seen);
            if (inner.Name == Pmml + "NeuralNetwork")
            {
                Network(inner, seen, fields);
                continue;
            }
            double sum = inner.Element(Pmml + "Segmentation")!.Elements(Pmml + "Segment").Sum(tree => Tree(tree.Element(Pmml + "TreeModel")!, seen));
            sum += Number(inner.Element(Pmml + "Targets")!.Element(Pmml + "Target")!, "rescaleConstant");
            fields[(string)inner.Element(Pmml + "Output")!.Element(Pmml + "OutputField")!.Attribute("name")!] = sum;
        }
        return last;
    }

    private static void Derive(XElement model, Dictionary<string, object?> fields)
    {
        foreach (var field in model.Element(Pmml + "LocalTransformations")?.Elements(Pmml + "DerivedField") ?? [])
            fields[(string)field.Attribute("name")!] = Value(field.Elements().Single(), fields);
    }

    /// <summary>Neurons layer by layer: the activation of bias + Σ weight · value (PMML 4.4, Neural Network), then the outputs.</summary>
    private static void Network(XElement network, Dictionary<string, object?> fields, Dictionary<string, object?> outputs)
    {
        var neurons = network.Element(Pmml + "NeuralInputs")!.Elements(Pmml + "NeuralInput").ToDictionary(input => (string)input.Attribute("id")!,
            input => (double)(Value(input.Element(Pmml + "DerivedField")!.Elements().Single(), fields) ?? double.NaN));
        foreach (var layer in network.Elements(Pmml + "NeuralLayer"))
        {
            string activation = (string)(layer.Attribute("activationFunction") ?? network.Attribute("activationFunction"))!;
            var sums = layer.Elements(Pmml + "Neuron").Select(neuron => (Id: (string)neuron.Attribute("id")!, Sum: Number(neuron, "bias")
                + neuron.Elements(Pmml + "Con").Sum(con => Number(con, "weight") * neurons[(string)con.Attribute("from")!]))).ToArray();
            var values = sums.Select(sum => activation switch
            {
                "rectifier" => Math.Max(0, sum.Sum),
                "tanh" => Math.Tanh(sum.Sum),
                "identity" => sum.Sum,
                _ => throw new NotSupportedException(activation),
            }).ToArray();
            if ((string?)layer.Attribute("normalizationMethod") == "softmax")
            {
                double[] shares = [.. values.Select(value => Math.Exp(value - values.Max()))];
                values = [.. shares.Select(share => share / shares.Sum())];
            }
            for (int k = 0; k < sums.Length; k++) neurons.Add(sums[k].Id, values[k]);
        }
        var answers = network.Element(Pmml + "NeuralOutputs")!.Elements(Pmml + "NeuralOutput").ToDictionary(
            output => (string?)output.Descendants(Pmml + "NormDiscrete").SingleOrDefault()?.Attribute("value") ?? "",
            output => neurons[(string)output.Attribute("outputNeuron")!]);
        foreach (var field in network.Element(Pmml + "Output")!.Elements(Pmml + "OutputField"))
            outputs[(string)field.Attribute("name")!] = answers[(string?)field.Attribute("value") ?? ""];
    }

    private static double Tree(XElement tree, Dictionary<string, object?> fields)
    {
        var node = tree.Element(Pmml + "Node")!;
        while (node.Elements(Pmml + "Node").Any())
        {
            var children = node.Elements(Pmml + "Node").ToArray();
            var first = children[0].Element(Pmml + "SimplePredicate")!;
            node = fields[(string)first.Attribute("field")!] is double value
                ? children.First(child => Holds(child.Element(Pmml + "SimplePredicate")!, value))
                : children.First(child => (string)child.Attribute("id")! == (string)node.Attribute("defaultChild")!);
        }
        return Number(node, "score");
    }

    private static bool Holds(XElement predicate, double value) => (string)predicate.Attribute("operator")! switch
    {
        "lessOrEqual" => value <= Number(predicate, "value"),
        "greaterThan" => value > Number(predicate, "value"),
        { } other => throw new NotSupportedException(other),
    };

    private static object? Value(XElement expression, Dictionary<string, object?> fields)
    {
        switch (expression.Name.LocalName)
        {
            case "FieldRef":
                return fields[(string)expression.Attribute("field")!];
            case "Constant":
                return (string?)expression.Attribute("missing") == "true" ? null : Parse(expression.Value);
            case "MapValues":
                if (fields[(string)expression.Element(Pmml + "FieldColumnPair")!.Attribute("field")!] is not string key)
                    return Optional(expression, "mapMissingTo");
                var row = expression.Element(Pmml + "InlineTable")!.Elements(Pmml + "row")
                    .FirstOrDefault(row => row.Elements().First(cell => cell.Name.LocalName == "in").Value == key);
                if (row is null) return Optional(expression, "defaultValue");
                return Parse(row.Elements().First(cell => cell.Name.LocalName == "out").Value) is double.NaN ? null
                    : Parse(row.Elements().First(cell => cell.Name.LocalName == "out").Value);
            case "Discretize":
                if (fields[(string)expression.Attribute("field")!] is not double number) return Optional(expression, "mapMissingTo");
                var bin = expression.Elements(Pmml + "DiscretizeBin").FirstOrDefault(bin => bin.Element(Pmml + "Interval") is { } interval
                    && Number(interval, "leftMargin") < number && number < Number(interval, "rightMargin"));
                return bin is null ? Optional(expression, "defaultValue") : Number(bin, "binValue");
            default:
                return Apply(expression, fields);
        }
    }

    private static object? Apply(XElement apply, Dictionary<string, object?> fields)
    {
        string function = (string)apply.Attribute("function")!;
        var given = apply.Elements().ToArray();
        if (function == "if")
            return Value(given[0], fields) is bool condition ? Value(condition ? given[1] : given[2], fields) : null;
        if (function == "isMissing") return Value(given[0], fields) is null;
        object?[] values = [.. given.Select(argument => Value(argument, fields))];
        if (values.Contains(null)) return (string?)apply.Attribute("mapMissingTo") == "false" ? false : null;
        double[] x = [.. values.Cast<double>()];
        return function switch
        {
            "+" => x[0] + x[1],
            "-" => x[0] - x[1],
            "*" => x[0] * x[1],
            "/" => x[0] / x[1],
            "pow" => Math.Pow(x[0], x[1]),
            "lessThan" => x[0] < x[1],
            "notEqual" => x[0] != x[1],
            "max" => x.Max(),
            "abs" => Math.Abs(x[0]),
            "exp" => Math.Exp(x[0]),
            "ln" => Math.Log(x[0]),
            "sqrt" => Math.Sqrt(x[0]),
            "sin" => Math.Sin(x[0]),
            "cos" => Math.Cos(x[0]),
            "tanh" => Math.Tanh(x[0]),
            "erf" => SpecialFunctions.Erf(x[0]),
            "floor" => Math.Floor(x[0]),
            _ => throw new NotSupportedException(function),
        };
    }

    private static object? Optional(XElement element, string attribute) =>
        element.Attribute(attribute) is { } given ? double.Parse(given.Value, CultureInfo.InvariantCulture) : null;

    private static double Number(XElement element, string attribute) => Parse(element.Attribute(attribute)!.Value);

    private static double Parse(string text) => text switch
    {
        "NaN" => double.NaN,
        "INF" => double.PositiveInfinity,
        "-INF" => double.NegativeInfinity,
        _ => double.Parse(text, CultureInfo.InvariantCulture),
    };
}
