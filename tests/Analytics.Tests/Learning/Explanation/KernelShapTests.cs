using Kolosal.Statistics;

namespace Kolosal.Learning.Explanation;

public class KernelShapTests
{
    [Fact]
    public void With_all_coalitions_the_values_are_those_of_the_definition()
    {
        var model = Wavy(6);
        var background = Background(6, 5, weighted: true);
        double[] row = Row(6);
        double[] got = new KernelShap(model, background).Explain(row);
        for (int k = 0; k < model.Outputs; k++)
        {
            int output = k;
            double[] expected = Games.Shapley(6, known => Value(model, background, row, output, input => (known >> input & 1) != 0));
            for (int i = 0; i < 6; i++) Assert.Equal(expected[i], got[k * 6 + i], 1e-12);
        }
    }

    [Fact]
    public void A_group_is_one_player_whose_values_come_together()
    {
        var inner = Wavy(6);
        ModelFunction model = new(6, inner.Outputs, inner.Score, [new("a", [0, 3]), new("b", [1]), new("c", [2, 4, 5])]);
        var background = Background(6, 5, weighted: false);
        double[] row = Row(6);
        double[] expected = Games.Shapley(3, known => Value(
            model, background, row, 0, input =>
            model.Groups.Select((g, at) => (g, at)).Any(p => p.g.Inputs.Contains(input) && (known >> p.at & 1) != 0)));
        double[] got = new KernelShap(model, background).Explain(row);
        for (int i = 0; i < 3; i++) Assert.Equal(expected[i], got[i], 1e-12);
    }

    [Fact]
    public void Sampled_values_of_an_additive_function_are_exact_because_it_is_what_is_fitted()
    {
        const int Inputs = 24;
        var model = new ModelFunction(Inputs, 1, (rows, count, outputs) =>
        {
            for (int r = 0; r < count; r++)
            {
                outputs[r] = 0;
                for (int c = 0; c < Inputs; c++) outputs[r] += (c - 7) * Math.Sin(rows[r * Inputs + c]);
            }
        });
        var background = Background(Inputs, 4, weighted: true);
        double[] row = Row(Inputs), got = new KernelShap(model, background, new(400)).Explain(row, seed: 3);
        for (int c = 0; c < Inputs; c++)
        {
            double mean = 0, weights = 0;
            for (int b = 0; b < background.Rows; b++)
            {
                mean += background.Weight(b) * Math.Sin(background.Row(b)[c]);
                weights += background.Weight(b);
            }
            Assert.Equal((c - 7) * (Math.Sin(row[c]) - mean / weights), got[c], 1e-9);
        }
    }

    [Fact]
    public void Sampled_values_keep_their_sum_exactly_come_near_the_exact_ones_and_repeat()
    {
        var model = Wavy(12);
        var background = Background(12, 6, weighted: false);
        double[] row = Row(12), exact = new KernelShap(model, background, new(1 << 12)).Explain(row);
        var sampling = new KernelShap(model, background, new(1500));
        Assert.False(sampling.IsExact);
        double[] sampled = sampling.Explain(row, seed: 5), outputs = model.Score(row);
        Assert.Equal(sampled, sampling.Explain(row, seed: 5));
        double scale = exact.Max(Math.Abs);
        for (int i = 0; i < exact.Length; i++) Assert.Equal(exact[i], sampled[i], 0.05 * scale);
        for (int k = 0; k < model.Outputs; k++) Assert.Equal(outputs[k] - sampling.BaseOutputs[k], sampled.AsSpan(k * 12, 12).ToArray().Sum(), 1e-11);
    }

    [Fact]
    public void Drawn_coalitions_come_with_their_complements_and_weights_that_sum_to_one()
    {
        foreach (var (players, budget) in ((int, int)[])[(5, 10), (11, 300), (30, 500), (30, 60), (200, 400)])
        {
            var (known, weights) = CoalitionSample.Draw(players, budget, seed: 1);
            Assert.Equal(1, weights.Sum(), 1e-12);
            Assert.InRange(weights.Length, 2 * players, budget + 2);
            string[] texts = [.. Enumerable.Range(0, weights.Length)
                .Select(s => string.Concat(known.AsSpan(s * players, players).ToArray().Select(k => k ? '1' : '0')))];
            Assert.All(texts, text => Assert.InRange(text.Count(c => c == '1'), 1, players - 1));
            var sorted = texts.Order(StringComparer.Ordinal).ToArray();
            Assert.Equal(sorted, texts.Select(t => string.Concat(t.Select(c => c == '1' ? '0' : '1'))).Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public void A_budget_that_cannot_tell_columns_apart_is_refused() =>
        Assert.Contains("60", Assert.Throws<ArgumentException>(() => new KernelShap(Wavy(30), Background(30, 2, false), new(59))).Message);

    [Fact]
    public void One_column_gets_everything()
    {
        var model = new ModelFunction(1, 1, (rows, count, outputs) => rows[..count].CopyTo(outputs));
        Assert.Equal([4.0], new KernelShap(model, new FeatureRows(new double[] { 1, 3 }, [new("x")], 2)).Explain([6]));
    }

    private static ModelFunction Wavy(int inputs) => new(inputs, 2, (rows, count, outputs) =>
    {
        for (int r = 0; r < count; r++)
        {
            var row = rows.Slice(r * inputs, inputs);
            double sum = 0;
            for (int c = 0; c < inputs; c++) sum += Math.Sin((c + 1) * row[c]) * (c > 0 ? row[c - 1] : 1);
            outputs[2 * r] = sum;
            outputs[2 * r + 1] = Math.Exp(0.1 * sum) + row[0];
        }
    });

    private static double[] Row(int inputs) => [.. Enumerable.Range(0, inputs).Select(c => Math.Cos(1.7 * c + 0.3))];

    private static FeatureRows Background(int inputs, int rows, bool weighted)
    {
        var random = new SeededRandom(77);
        var values = new double[inputs * rows];
        for (int i = 0; i < values.Length; i++) values[i] = random.NextNormal();
        return new(values, [.. Enumerable.Range(0, inputs).Select(c => new FeatureInfo($"x{c}"))], rows,
            weighted ? Enumerable.Range(1, rows).Select(w => (double)w).ToArray() : []);
    }

    private static double Value(ModelFunction model, FeatureRows background, double[] row, int output, Func<int, bool> known)
    {
        double sum = 0, weights = 0;
        for (int b = 0; b < background.Rows; b++)
        {
            sum += background.Weight(b) * model.Score([.. row.Select((x, c) => known(c) ? x : background.Row(b)[c])])[output];
            weights += background.Weight(b);
        }
        return sum / weights;
    }
}
