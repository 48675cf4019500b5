using System.Text;
using Kolosal.Http;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Kolosal.Slo;

/// <summary>A YAML document as maps, lists and texts. What a service definition does not need is refused: anchors, aliases, tags, a second
/// document, deep nesting.</summary>
internal static class YamlTree
{
    /// <summary>Real definitions stay below ten; the limit keeps the stack.</summary>
    private const int MostLevels = 24;

    private const int MostNodes = 2_000;

    /// <returns>The root map: values are <see cref="string"/>, null, lists and maps of the same.</returns>
    /// <exception cref="ProblemException">400, 422 with the place.</exception>
    public static Dictionary<string, object?> Read(ReadOnlySpan<byte> utf8)
    {
        try
        {
            string text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(utf8);
            var parser = new Parser(new StringReader(text));
            parser.Consume<StreamStart>();
            if (!parser.Accept<DocumentStart>(out _)) throw Malformed("$", "The document is empty.");
            parser.Consume<DocumentStart>();
            int nodes = 0;
            object? root = Node(parser, "$", 0, ref nodes);
            parser.Consume<DocumentEnd>();
            if (!parser.Accept<StreamEnd>(out _)) throw Malformed("$", "Send one document; a second one begins.");
            return root as Dictionary<string, object?> ?? throw Malformed("$", "Expected a map of members.");
        }
        catch (YamlException fault)
        {
            throw Malformed("$", $"Not valid YAML at line {fault.Start.Line}, column {fault.Start.Column}.");
        }
        catch (DecoderFallbackException)
        {
            throw Malformed("$", "Not UTF-8.");
        }
    }

    private static object? Node(Parser parser, string path, int level, ref int nodes)
    {
        if (level > MostLevels) throw Malformed(path, $"Nested deeper than {MostLevels} levels.");
        if (++nodes > MostNodes) throw Malformed(path, $"More than {MostNodes} values.");
        if (parser.Accept<AnchorAlias>(out _)) throw Malformed(path, "Aliases are not read; write the value out.");
        if (parser.TryConsume<Scalar>(out var scalar))
        {
            if (!scalar.Anchor.IsEmpty || !scalar.Tag.IsEmpty) throw Malformed(path, "Anchors and tags are not read.");
            return scalar.Style == ScalarStyle.Plain && scalar.Value is "" or "~" or "null" ? null : scalar.Value;
        }
        if (parser.TryConsume<SequenceStart>(out var sequence))
        {
            if (!sequence.Anchor.IsEmpty || !sequence.Tag.IsEmpty) throw Malformed(path, "Anchors and tags are not read.");
            var list = new List<object?>();
            while (!parser.TryConsume<SequenceEnd>(out _)) list.Add(Node(parser, $"{path}[{list.Count}]", level + 1, ref nodes));
            return list;
        }

        var start = parser.Consume<MappingStart>();
        if (!start.Anchor.IsEmpty || !start.Tag.IsEmpty) throw Malformed(path, "Anchors and tags are not read.");
        var map = new Dictionary<string, object?>(StringComparer.Ordinal);
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            if (!parser.TryConsume<Scalar>(out var key)) throw Malformed(path, "A member's name must be a text.");
            string inner = $"{path}.{BodyPath.Shown(key.Value)}";
            if (!map.TryAdd(key.Value, Node(parser, inner, level + 1, ref nodes))) throw Malformed(inner, "A member comes twice.");
        }
        return map;
    }

    private static ProblemException Malformed(string path, string message) => new(new Problem(
        400, "request.malformed-yaml", "The body is not the YAML this route reads; see errors.",
        ImmutableDictionary<string, string>.Empty.Add(path, message)));
}
