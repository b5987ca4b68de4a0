"""Working time: hours, weekends, holidays and Ramadan of a company, and what is quiet for a reader."""
