namespace Kolosal.Learning.Search;

/// <summary>A space with a loss of known least value 0.</summary>
internal sealed record SearchProblem(string Name, SearchSpace Space, Func<HyperParameters, double> Loss)
{
    /// <summary>The least loss of a search of so many trials.</summary>
    public double Best(ISampler sampler, int trials, ulong seed) => Run(sampler, trials, seed).Min(t => t.Loss);

    public List<TrialObservation> Run(ISampler sampler, int trials, ulong seed)
    {
        var history = new List<TrialObservation>(trials);
        for (int number = 0; number < trials; number++)
        {
            var proposal = sampler.Suggest(Space, history, [], seed, number);
            history.Add(new(number, proposal, Loss(proposal)));
        }
        return history;
    }
}

/// <summary>The functions that searches are compared on, each less its minimum (Surjanovic and Bingham,
/// Virtual Library of Simulation Experiments, for those with a name).</summary>
internal static class SearchProblems
{
    private static readonly double[][] Sharpness =
        [[10, 3, 17, 3.5, 1.7, 8], [0.05, 10, 17, 0.1, 8, 14], [3, 3.5, 1.7, 10, 17, 8], [17, 8, 0.05, 10, 0.1, 14]];

    private static readonly double[][] Centers =
    [
        [0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886], [0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991],
        [0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.6650], [0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381],
    ];

    private static readonly double[] Heights = [1, 1.2, 3, 3.2];

    public static ImmutableArray<SearchProblem> All { get; } =
    [
        new("branin", new(new FloatParameter("x", -5, 10, 0), new FloatParameter("y", 0, 15, 5)), Branin),
        new("hartmann6", new([.. Enumerable.Range(0, 6).Select(i => new FloatParameter($"x{i}", 0, 1, 0.5))]), Hartmann),
        new("rosenbrock4", new([.. Enumerable.Range(0, 4).Select(i => new FloatParameter($"x{i}", -2, 2, 0))]), Rosenbrock),
        new("conditional", new(
            new CategoricalParameter("kind", ["a", "b", "c"], "a"),
            new FloatParameter("rate", 1e-4, 1, 0.1, Log: true),
            new FloatParameter("u", 0, 1, 0.5, When: new("kind", "a")),
            new IntegerParameter("depth", 1, 16, 4, When: new("kind", "b")),
            new FloatParameter("v", 1e-3, 10, 1, Log: true, When: new("kind", "b", "c"))), Conditional),
        new("mixture", new(
            new CategoricalParameter("a", ["p", "q", "r", "s"], "p"),
            new CategoricalParameter("b", ["p", "q", "r"], "p"),
            new CategoricalParameter("c", ["p", "q", "r", "s", "t"], "p"),
            new FloatParameter("x", 0, 1, 0.5),
            new IntegerParameter("n", 1, 64, 8, Log: true)), Mixture),
    ];

    public static SearchProblem Get(string name) => All.Single(p => p.Name == name);

    private static double Branin(HyperParameters p)
    {
        double x = p.Float("x"), a = p.Float("y") - 5.1 / (4 * Math.PI * Math.PI) * x * x + 5 / Math.PI * x - 6;
        return a * a + 10 * (1 - 1 / (8 * Math.PI)) * Math.Cos(x) + 10 - 0.39788735772973816;
    }

    private static double Hartmann(HyperParameters p)
    {
        double sum = 3.3223680114155147;
        for (int i = 0; i < 4; i++)
        {
            double inner = 0;
            for (int j = 0; j < 6; j++) inner += Sharpness[i][j] * Math.Pow(p.Float($"x{j}") - Centers[i][j], 2);
            sum -= Heights[i] * Math.Exp(-inner);
        }
        return sum;
    }

    private static double Rosenbrock(HyperParameters p)
    {
        double sum = 0;
        for (int i = 0; i < 3; i++)
        {
            double x = p.Float($"x{i}"), next = p.Float($"x{i + 1}");
            sum += 100 * (next - x * x) * (next - x * x) + (1 - x) * (1 - x);
        }
        return sum;
    }

    /// <summary>Three kinds with parameters of their own; the best is b, which has most of them.</summary>
    private static double Conditional(HyperParameters p)
    {
        double rate = 0.3 * Math.Pow(Math.Log10(p.Float("rate")) + 2.3, 2);
        return p.Choice("kind") switch
        {
            "a" => 0.3 + rate + Math.Pow(p.Float("u") - 0.2, 2),
            "b" => rate + Math.Pow((p.Integer("depth") - 11) / 8.0, 2) + 0.4 * Math.Pow(Math.Log10(p.Float("v")) + 1, 2),
            _ => 0.6 + rate + 0.2 * Math.Pow(Math.Log10(p.Float("v")), 2),
        };
    }

    /// <summary>Choices that add up, one of which moves the best place of a number; an integer on a logarithmic scale.</summary>
    private static double Mixture(HyperParameters p)
    {
        double sum = p.Choice("a") switch { "p" => 0.8, "q" => 0.4, "r" => 0, _ => 1 } + (p.Choice("b") == "q" ? 0 : 0.5);
        sum += p.Choice("c") switch { "t" => 0, "s" => 0.2, "p" => 0.7, _ => 0.9 };
        return sum + 2 * Math.Pow(p.Float("x") - (p.Choice("a") == "r" ? 0.8 : 0.3), 2) + 0.1 * Math.Pow(Math.Log2(p.Integer("n")) - 4, 2);
    }
}
