namespace Kolosal.Disclosure;

/// <summary>Given names that are usual in many countries: enough to tell a column of names, not to tell one name.</summary>
internal static class GivenNameList
{
    public static readonly string[] Names = (
        "Adam Agnes Ahmed Aisha Alan Albert Alejandro Alex Alexander Alexandra Ali Alice Amanda Amelia Amy Ana Andrea Andreas Andrew Angela Anita "
        + "Ann Anna Anne Anthony Antonio Arthur Barbara Benjamin Bernard Bob Brandon Brenda Brian Carla Carlos Carol Caroline Catherine Charles "
        + "Charlotte Chen Chloe Chris Christian Christina Christine Christopher Claire Claudia Daniel Daniela David Deborah Dennis Diana Diego "
        + "Donald Donna Dorothy Edward Elena Elizabeth Ellen Emily Emma Eric Ethan Eva Evelyn Fatima Fernando Frances Francesca Francesco Frank "
        + "Gabriel Gary George Georg Giovanni Giulia Grace Gregory Hannah Hans Harold Harry Heather Helen Helena Henry Ian Ibrahim Ines Irene "
        + "Isabel Isabella Ivan Jack Jacob Jacques James Jan Jane Janet Jason Javier Jean Jeffrey Jennifer Jessica Joan Johan Johannes John Jonathan "
        + "Jorge Jose José Joseph Joshua Juan Judith Julia Julie Justin Karen Karl Katarina Katherine Kathleen Keith Kenneth Kevin Kimberly Kyle "
        + "Lars Laura Lauren Lena Leon Leonardo Linda Lisa Louis Louise Luca Lucas Lucia Lucy Luis Luke Mai Marco Margaret Maria María Marie Mario "
        + "Mark Marta Martha Martin Mary Matteo Matthew Megan Melissa Michael Michel Michelle Miguel Mohamed Mohammed Monica Nancy Natalia Nathan "
        + "Nicholas Nicole Nina Noah Oliver Olivia Omar Oscar Pamela Patricia Patrick Paul Paula Pedro Peter Philip Pierre Rachel Rafael Ralph "
        + "Raymond Rebecca Richard Robert Roberto Roger Ronald Rosa Rose Russell Ruth Ryan Samantha Samuel Sandra Sara Sarah Scott Sebastian Sergio "
        + "Sharon Simon Sofia Sophia Sophie Stefan Stephanie Stephen Steven Susan Teresa Theresa Thomas Timothy Tom Victor Victoria Vincent Virginia "
        + "Walter Wei William Wolfgang Yusuf Zoe").Split(' ');
}
