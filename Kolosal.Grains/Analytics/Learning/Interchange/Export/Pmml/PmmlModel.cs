using System.Globalization;
using System.Text;
using System.Xml;
using Kolosal.Learning.Graphs;
using Kolosal.Tabular;

namespace Kolosal.Learning.Interchange;

/// <summary>Models in PMML 4.4 (Data Mining Group, 2019): trees as tree models, dense networks as neural networks,
/// everything else as derived fields and a final regression over them.</summary>
/// <remarks>
/// A chain of models: one segment a tree node of the graph and score, or a network, whose output fields the next ones read, and last a regression
/// model that hands on the outputs. Probabilities of classes are its outputs <c>probability(class)</c>.
/// </remarks>
public static class PmmlModel
{
    internal const string Namespace = "http://www.dmg.org/PMML-4_4";

    /// <summary>Writes a model.</summary>
    /// <param name="model">The whole model.</param>
    /// <param name="name">The model's name.</param>
    /// <param name="producer">The version of the program that writes.</param>
    /// <exception cref="NotExportableException">The model reads no column, or looks for the nearest of rows.</exception>
    public static string Write(ScoringGraph model, string name, string producer)
    {
        if (model.Nodes.Any(node => node is SmallestNode))
            throw new NotExportableException("PMML has no expression for the nearest of some rows behind other preprocessing; export ONNX or C#.");
        if (model.Inputs.IsEmpty) throw new NotExportableException("A model that reads no column has no rows to answer; export another model.");
        var text = new StringBuilder();
        using (var xml = XmlWriter.Create(text, new XmlWriterSettings { Indent = true, OmitXmlDeclaration = true }))
        {
            xml.WriteStartElement("PMML", Namespace);
            xml.WriteAttributeString("version", "4.4");
            xml.WriteStartElement("Header");
            xml.WriteStartElement("Application");
            xml.WriteAttributeString("name", "Kolosal");
            xml.WriteAttributeString("version", producer);
            xml.WriteEndElement();
            xml.WriteEndElement();
            WriteDictionary(xml, model);
            new PmmlChain(xml, model, name).Write();
            xml.WriteEndElement();
        }
        return text.Append('\n').ToString();
    }

    /// <summary>A number as PMML writes it.</summary>
    internal static string Number(double value) => double.IsNaN(value) ? "NaN" : double.IsPositiveInfinity(value) ? "INF"
        : double.IsNegativeInfinity(value) ? "-INF" : value.ToString("R", CultureInfo.InvariantCulture);

    private static void WriteDictionary(XmlWriter xml, ScoringGraph model)
    {
        xml.WriteStartElement("DataDictionary");
        xml.WriteAttributeString("numberOfFields", (model.Inputs.Length + 1).ToString(CultureInfo.InvariantCulture));
        foreach (var input in model.Inputs)
        {
            xml.WriteStartElement("DataField");
            xml.WriteAttributeString("name", input.Column);
            xml.WriteAttributeString("optype", input.IsText ? "categorical" : "continuous");
            // An instant comes as PMML's own count of seconds since 1970.
            xml.WriteAttributeString("dataType",
                input.IsText ? "string" : input.Type == ColumnType.DateTime ? "dateTimeSecondsSince[1970]" : "double");
            xml.WriteEndElement();
        }
        xml.WriteStartElement("DataField");
        xml.WriteAttributeString("name", model.Problem.Target);
        xml.WriteAttributeString("optype", model.Problem.Classes.IsEmpty ? "continuous" : "categorical");
        xml.WriteAttributeString("dataType", model.Problem.Classes.IsEmpty ? "double" : "string");
        foreach (string label in model.Problem.Classes)
        {
            xml.WriteStartElement("Value");
            xml.WriteAttributeString("value", label);
            xml.WriteEndElement();
        }
        xml.WriteEndElement();
        xml.WriteEndElement();
    }
}
