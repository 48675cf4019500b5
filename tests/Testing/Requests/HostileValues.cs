using System.Text.Json.Nodes;

namespace Kolosal.Testing;

/// <summary>A value in place of one that a schema describes.</summary>
/// <param name="Json">Its text, which need not be JSON.</param>
/// <param name="Forbidden">The schema, or what holds for every request, does not allow it: it must be refused.</param>
/// <param name="Broken">With it the document is none, and where that shows need not be where the value stands.</param>
public readonly record struct HostileValue(string Json, bool Forbidden, bool Broken = false);

/// <summary>What clients send in place of what was asked for, by mistake or not.</summary>
public static class HostileValues
{
    /// <summary>No text of a request is as long.</summary>
    private static readonly string Endless = $"\"{new string('a', 100_000)}\"";

    private static readonly (string Type, string Json)[] OfTypes =
        [("string", "\"x\""), ("integer", "7"), ("number", "7.5"), ("boolean", "true"), ("object", "{\"q\":1}"), ("array", "[1]")];

    private static readonly string[] NoJson = ["NaN", "Infinity", "01", "undefined", "'x'", "{", "[1,", "\"", "\"\\x\""];

    private static readonly string[] BadTexts =
        ["\"\\ud800\"", "\"\\udc00x\"", "\"a\\u0000b\"", "\"\\u0007\"", "\"\\u007f\"", "\"\\u009b31m\"", Endless];

    // Of these some members take some; no server fails on any.
    private static readonly string[] OddTexts =
    [
        "\"\"", "\" \"", "\"\\r\\nX-Evil: 1\"", "\"../../etc/passwd\"", "\"' or 1=1 --\"", "\"<script>alert(1)</script>\"", "\"\\ud83d\\ude00\"",
        "\"\\u202e\"", "\"a/b\"", "\"a:1\"", "\"@\"", "\"%00\"", "\"2026-13-45\"", "\"9999-12-31T23:59:59.9999999+14:00\"",
        "\"0001-01-01T00:00:00-14:00\"",
        "\"system\"", "\"operator\"", "\"*\"", "\"__proto__\"", "\"${jndi:ldap://x}\"", $"\"{new string('b', 199)}\"",
    ];

    private static readonly string[] OddNumbers =
        ["0", "-1", "-0", "1e308", "-1e308", "5e-324", "2147483647", "-2147483648", "9223372036854775807", "123456789012345678901234567890"];

    /// <summary>Everything that can stand in place of the value.</summary>
    public static IEnumerable<HostileValue> For(JsonObject schema)
    {
        string[] types = BodySchema.Types(schema);
        if (types.Length == 0)
        {
            foreach (string text in (string[])["\"\\ud800\"", "[\"\\udc00\"]", "{\"\\ud800\":1}", "1e999"]) yield return new(text, true);
            foreach (string text in (string[])["null", "[]", "{}", "[[[[]]]]", "\"\\u0000\"", .. OddNumbers]) yield return new(text, false);
            yield break;
        }

        yield return new("null", !BodySchema.IsNullable(schema));
        foreach (var (type, json) in OfTypes)
            if (!types.Contains(type) && !(type == "integer" && types.Contains("number"))) yield return new(json, true);
        foreach (string json in NoJson) yield return new(json, true, Broken: true);
        foreach (string type in types)
            foreach (var value in OfType(type, schema)) yield return value;
    }

    private static IEnumerable<HostileValue> OfType(string type, JsonObject schema)
    {
        switch (type)
        {
            case "string":
                foreach (string text in BadTexts) yield return new(text, true);
                if ((int?)schema["maxLength"] is { } most) yield return new($"\"{new string('c', most + 1)}\"", true);
                if ((int?)schema["minLength"] > 0) foreach (string blank in (string[])["\"\"", "\" \\t \""]) yield return new(blank, true);
                foreach (string text in OddTexts) yield return new(text, false);
                break;
            case "integer":
                yield return new("1e999", true);
                yield return new("1.5", true);
                foreach (string number in OddNumbers) yield return new(number, false);
                break;
            case "number":
                yield return new("1e999", true);
                foreach (string number in OddNumbers) yield return new(number, false);
                break;
            case "array":
                bool typed = schema["items"] is JsonObject items && BodySchema.Types(items).Length > 0;
                bool nested = schema["items"] is JsonObject inner && BodySchema.Types(inner).Contains("array");
                foreach (string list in (string[])["[null]", "[\"a\",null]", "[\"\\ud800\"]"]) yield return new(list, typed);
                yield return new("[[]]", typed && !nested);
                foreach (string list in (string[])["[]", $"[{string.Join(',', Enumerable.Repeat("\"x\"", 5000))}]"]) yield return new(list, false);
                break;
            case "object":
                bool closed = schema["properties"] is not null;
                foreach (string members in (string[])["{\"no_such_member\":1}", "{\"\":1}"]) yield return new(members, closed);
                foreach (string members in (string[])["{\"\\ud800\":1}", "{\"a\":1,\"a\":2}"]) yield return new(members, true);
                yield return new("{}", false);
                break;
        }
    }
}
