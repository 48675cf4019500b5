using Kolosal.Statistics;
using Kolosal.Tabular;

namespace Kolosal.Learning;

/// <summary>Small tables with every column type, made from a seed.</summary>
public static class Samples
{
    public static Frame Mixed(int rows, ulong seed, bool missing = true)
    {
        var random = new SeededRandom(seed);
        double[] age = new double[rows], income = new double[rows], amount = new double[rows];
        string?[] city = new string?[rows], risk = new string?[rows];
        bool[] owner = new bool[rows], gone = new bool[rows];
        long[] since = new long[rows];
        string[] cities = ["Berlin", "Lyon", "Oslo", "Porto", "Riga"];
        for (int row = 0; row < rows; row++)
        {
            age[row] = 20 + random.Next(50);
            income[row] = Math.Exp(10 + 0.5 * random.NextNormal());
            int at = random.Next(cities.Length);
            city[row] = missing && random.Next(11) == 0 ? null : cities[at];
            owner[row] = random.Next(2) == 0;
            since[row] = new DateTime(2015, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddHours(random.Next(50_000)).Ticks;
            gone[row] = missing && random.Next(9) == 0;
            double score = (age[row] - 45) / 10 + (at - 2) + (owner[row] ? 1 : -1) + 0.7 * random.NextNormal();
            risk[row] = score > 0 ? "good" : "bad";
            amount[row] = 1000 + 100 * score;
        }
        return new(
            new TableSchema([
                new("age", ColumnType.Numeric), new("income", ColumnType.Numeric), new("city", ColumnType.Categorical),
                new("owner", ColumnType.Boolean),
                new("since", ColumnType.DateTime), new("note", ColumnType.Text), new("amount", ColumnType.Numeric, ColumnRole.Ignored),
                    new("risk", ColumnType.Categorical, ColumnRole.Target)]),
            [new NumericColumn(age), new NumericColumn(income, MissingMask.From(gone)), CategoricalColumn.From(city), new BooleanColumn(owner),
                new DateTimeColumn(since),
                new TextColumn(new string?[rows]), new NumericColumn(amount), CategoricalColumn.From(risk)]);
    }
}
