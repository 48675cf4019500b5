using System.Globalization;
using System.Xml;
using Kolosal.Learning.Graphs;

namespace Kolosal.Learning.Interchange;

/// <summary>The layers of a dense network as a neural network of PMML; neuron "1.3" is the fourth of the first layer, layer 0 the inputs.</summary>
internal static class PmmlNetwork
{
    /// <summary>Writes what follows the fields of a neural network.</summary>
    /// <param name="xml">Where it is written.</param>
    /// <param name="network">The layers.</param>
    /// <param name="problem">What is predicted.</param>
    /// <param name="input">Writes the expression of a number that the first layer reads.</param>
    public static void Write(XmlWriter xml, DenseNetwork network, LearningProblem problem, Action<int> input)
    {
        Start(xml, "NeuralInputs", "numberOfInputs", network.Input.Width);
        for (int i = 0; i < network.Input.Width; i++)
        {
            xml.WriteStartElement("NeuralInput");
            xml.WriteAttributeString("id", Name(0, i));
            Derived(xml, "continuous", "double", () => input(i));
            xml.WriteEndElement();
        }
        xml.WriteEndElement();
        for (int layer = 0; layer < network.Layers.Length; layer++)
            Layer(xml, network.Layers[layer], layer + 1, layer < network.Activations.Length ? network.Activations[layer] : "identity",
                isLast: layer == network.Layers.Length - 1 && !problem.Classes.IsEmpty);
        Outputs(xml, problem, network.Layers.Length);
    }

    private static void Layer(XmlWriter xml, LinearNode sums, int layer, string activation, bool isLast)
    {
        Start(xml, "NeuralLayer", "numberOfNeurons", sums.Width);
        xml.WriteAttributeString("activationFunction", activation);
        if (isLast) xml.WriteAttributeString("normalizationMethod", "softmax");
        for (int k = 0; k < sums.Width; k++)
        {
            xml.WriteStartElement("Neuron");
            xml.WriteAttributeString("id", Name(layer, k));
            xml.WriteAttributeString("bias", PmmlModel.Number(sums.Offsets[k]));
            for (int i = 0; i < sums.Of.Width; i++)
            {
                xml.WriteStartElement("Con");
                xml.WriteAttributeString("from", Name(layer - 1, i));
                xml.WriteAttributeString("weight", PmmlModel.Number(sums.Weights[k * sums.Of.Width + i]));
                xml.WriteEndElement();
            }
            xml.WriteEndElement();
        }
        xml.WriteEndElement();
    }

    private static void Outputs(XmlWriter xml, LearningProblem problem, int layer)
    {
        int count = Math.Max(1, problem.Classes.Length);
        Start(xml, "NeuralOutputs", "numberOfOutputs", count);
        for (int k = 0; k < count; k++)
        {
            xml.WriteStartElement("NeuralOutput");
            xml.WriteAttributeString("outputNeuron", Name(layer, k));
            if (problem.Classes.IsEmpty) Derived(xml, "continuous", "double", () => Of(xml, "FieldRef", problem.Target, null));
            else Derived(xml, "categorical", "string", () => Of(xml, "NormDiscrete", problem.Target, problem.Classes[k]));
            xml.WriteEndElement();
        }
        xml.WriteEndElement();
    }

    private static void Of(XmlWriter xml, string element, string field, string? value)
    {
        xml.WriteStartElement(element);
        xml.WriteAttributeString("field", field);
        if (value is not null) xml.WriteAttributeString("value", value);
        xml.WriteEndElement();
    }

    private static void Derived(XmlWriter xml, string type, string dataType, Action expression)
    {
        xml.WriteStartElement("DerivedField");
        xml.WriteAttributeString("optype", type);
        xml.WriteAttributeString("dataType", dataType);
        expression();
        xml.WriteEndElement();
    }

    private static void Start(XmlWriter xml, string element, string counter, int count)
    {
        xml.WriteStartElement(element);
        xml.WriteAttributeString(counter, count.ToString(CultureInfo.InvariantCulture));
    }

    private static string Name(int layer, int neuron) => string.Create(CultureInfo.InvariantCulture, $"{layer}.{neuron}");
}
