CREATE TABLE people WITH (stream = 'customers');
