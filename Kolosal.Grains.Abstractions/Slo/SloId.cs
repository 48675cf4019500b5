using System.Diagnostics.CodeAnalysis;

namespace Kolosal.Slo;

/// <summary>An objective by its model and its name: <c>slo_model.name</c>, where the name holds no dot.</summary>
/// <param name="Model">The model's name, which may hold dots.</param>
/// <param name="Name">Names the objective among the model's: 1 to 40 of a-z, 0-9 and -.</param>
public readonly record struct SloId(string Model, string Name)
{
    public const int MaxNameLength = 40;

    /// <summary>The answer to an id that there is no objective for.</summary>
    public static Refusal NotFound { get; } = Refusal.NotFound("slo.not-found", "There is no objective of this id in this workspace.");

    private const string Prefix = "slo_";

    /// <summary>Whether the name is of the allowed form.</summary>
    public bool HasValidName => Name is { Length: > 0 and <= MaxNameLength } && Name.All(c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-');

    /// <summary>Splits an id; whether its name is of the allowed form is another question.</summary>
    /// <returns>False when it names no model or no objective.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out SloId id)
    {
        id = default;
        if (text?.StartsWith(Prefix, StringComparison.Ordinal) != true || text.LastIndexOf('.') is not (var dot and > 0) || dot <= Prefix.Length)
            return false;
        id = new(text[Prefix.Length..dot], text[(dot + 1)..]);
        return true;
    }

    /// <summary>What stands behind the model in an id, whatever it is: for saying what is wrong with it.</summary>
    public static string NameIn(string text, string model) =>
        text.StartsWith($"{Prefix}{model}.", StringComparison.Ordinal) ? text[(Prefix.Length + model.Length + 1)..] : text;

    public override string ToString() => $"{Prefix}{Model}.{Name}";
}
